import { expect, it } from 'vitest';
import { find, type Rendered, renderValues } from './helm.ts';
import { services } from '../services.ts';

type Port = { readonly name: string };

const reachable = ['admission-webhook', 'external-metrics-api', 'keda-scaler', 'log-preprocessor'];
const values = {
  defaults: { service: { type: 'LoadBalancer', annotations: { a: 'b' } } },
  serviceMonitor: { create: true },
};
const objects = await renderValues(values);

function portsOf(service: Rendered): string[] {
  return service['spec'].ports.map(({ name }: Port) => name);
}

it.each(reachable)('a load balancer of %s shows neither metrics nor health', (app) => {
  const service = find(objects, 'Service', app);
  expect(service['spec'].type).toBe('LoadBalancer');
  expect(portsOf(service).length).toBeGreaterThan(0);
  expect(portsOf(service)).not.toContain('health');
  expect(portsOf(service)).not.toContain('metrics');
  const inward = find(objects, 'Service', `${app}-internal`);
  expect(inward['spec'].type ?? 'ClusterIP').toBe('ClusterIP');
  expect(inward.metadata.annotations).toBeUndefined();
  expect(portsOf(inward)).toEqual(['health', 'metrics']);
  expect(inward['spec'].selector).toEqual(service['spec'].selector);
});

it.each(services.filter((app) => !reachable.includes(app)))('%s, which nobody calls, stays in the cluster', (app) => {
  const service = find(objects, 'Service', app);
  expect([service['spec'].type, portsOf(service)]).toEqual(['ClusterIP', ['health', 'metrics']]);
});

it.each(services)('%s is scraped once, and tested where it says whether it is ready', (app) => {
  const { matchLabels } = find(objects, 'ServiceMonitor', app)['spec'].selector;
  const scraped = objects.filter(
    (object) =>
      object.kind === 'Service' &&
      Object.entries(matchLabels).every(([name, value]) => object.metadata.labels[name] === value) &&
      portsOf(object).includes('metrics'),
  );
  const ending = reachable.includes(app) ? '-internal' : '';
  expect(scraped.map(({ metadata }) => metadata.name)).toEqual([`r-dogwatch-${app}${ending}`]);
  const env: { name: string; value: string }[] = find(objects, 'Pod', `test-${app}`)['spec'].containers[0].env;
  const { HOST, HEALTH_HOST } = Object.fromEntries(env.map(({ name, value }) => [name, value]));
  expect({ HOST, HEALTH_HOST }).toEqual({
    HOST: `r-dogwatch-${app}`,
    HEALTH_HOST: `r-dogwatch-${app}${ending}`,
  });
});

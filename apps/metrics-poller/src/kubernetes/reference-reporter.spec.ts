import { crds } from '@dogwatch/crds';
import { coreResources, createKubeClient, fixedConnection, type KubeClient } from '@dogwatch/kube';
import type { ReferenceProblem } from '@dogwatch/scaling';
import { capturingLogger } from '@dogwatch/telemetry';
import { type KubeSimulator, startKubeSimulator } from '@dogwatch/testing';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createReferenceReporter, type ReferenceReporter } from './reference-reporter.js';

let kube: KubeSimulator;
let client: KubeClient;
let reporter: ReferenceReporter;
let log: ReturnType<typeof capturingLogger>;

beforeEach(async () => {
  kube = await startKubeSimulator({ crds });
  client = createKubeClient(fixedConnection({ server: kube.url, token: kube.adminToken }));
  log = capturingLogger();
  reporter = createReferenceReporter({ client, instance: 'poller-0', log: log.logger });
});

afterEach(async () => {
  await reporter.stop();
  await client.close();
  await kube.stop();
});

function toProblem(name: string): ReferenceProblem {
  return {
    autoscaler: `hpa:default/${name}`,
    metricName: 'datadogmetric@default:gone',
    reason: 'NotFound',
    message: 'there is no DatadogMetric default/gone',
  };
}

const told = (): unknown[] => log.lines.filter(({ level }) => level === 'warn').map(({ autoscaler }) => autoscaler);

test('a problem is told once for as long as it lasts, and again when it comes back', () => {
  reporter.report([toProblem('a'), toProblem('b')]);
  reporter.report([toProblem('a'), toProblem('b')]);
  expect(told()).toEqual(['hpa:default/a', 'hpa:default/b']);
  reporter.report([toProblem('b')]);
  reporter.report([toProblem('a'), toProblem('b')]);
  expect(told()).toEqual(['hpa:default/a', 'hpa:default/b', 'hpa:default/a']);
});

test('the owner sees an Event at the autoscaler', async () => {
  kube.load({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'a', namespace: 'default' },
    spec: { scaleTargetRef: { kind: 'Deployment', name: 'a' }, maxReplicas: 3 },
  });
  reporter.report([toProblem('a')]);
  await vi.waitFor(async () => {
    const events = await client.list(coreResources.events);
    expect(events).toMatchObject({
      ok: true,
      value: { items: [{ reason: 'NotFound', involvedObject: { name: 'a', uid: expect.any(String) } }] },
    });
  });
});

test('thousands of problems at once do not become thousands of requests at once', async () => {
  let asked = 0;
  const counting = createReferenceReporter({
    instance: 'poller-0',
    log: log.logger,
    client: {
      ...client,
      get: (...parts) => {
        asked += 1;
        return client.get(...parts);
      },
    },
  });
  counting.report(Array.from({ length: 5000 }, (_, index) => toProblem(`web-${index}`)));
  expect(asked).toBeLessThanOrEqual(100);
  await counting.stop();
});

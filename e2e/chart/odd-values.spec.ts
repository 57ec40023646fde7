import { describe, expect, it } from 'vitest';
import { envOf, find, renderAs, type Rendered, renderValues, withValues } from './helm.ts';

/** Every text under a key of that name, wherever it stands. */
function textsUnder(key: string, value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inside]) => [
    ...(name === key ? [inside] : []),
    ...textsUnder(key, inside),
  ]);
}

function containerOf(objects: readonly Rendered[], app: string): Rendered {
  return find(objects, 'Deployment', app)['spec'].template.spec.containers[0];
}

describe('names that look like numbers', () => {
  it('stay texts', async () => {
    const objects = await withValues(
      {
        nameOverride: '7',
        networkPolicy: { create: true },
        serviceMonitor: { create: true },
        monitorSync: { watchNamespaces: ['0x10'] },
        defaults: { serviceAccount: { create: false, name: '9' } },
      },
      (args) => renderAs('12', '-n', '1e3', ...args),
    );
    for (const key of ['namespace', 'app.kubernetes.io/name', 'app.kubernetes.io/instance', 'serviceAccountName'])
      for (const text of textsUnder(key, objects)) expect([key, typeof text]).toEqual([key, 'string']);
    for (const { subjects = [] } of objects) for (const { name } of subjects) expect(typeof name).toBe('string');
    expect(textsUnder('namespace', objects)).toContain('1e3');
    expect(textsUnder('matchNames', objects)[0]).toEqual(['1e3']);
    const poller = objects.find(
      ({ kind, metadata }) => kind === 'Deployment' && metadata.name === '12-7-metrics-poller',
    );
    expect(poller?.['spec'].template.spec.containers[0].env).toContainEqual({
      name: 'DD_KUBE_RESOURCES_NAMESPACE',
      value: '1e3',
    });
  });
});

describe('labels of everything', () => {
  it('leave those alone by which pods are found', async () => {
    const mine = { 'app.kubernetes.io/name': 'mine', 'app.kubernetes.io/component': 'mine', team: 'a' };
    const objects = await renderValues({ commonLabels: mine, defaults: { podLabels: { ...mine, team: 'b' } } });
    for (const app of ['keda-scaler', 'metrics-poller']) {
      const { metadata, spec } = find(objects, 'Deployment', app);
      expect(metadata.labels).toMatchObject({ 'app.kubernetes.io/component': app, team: 'a' });
      expect(spec.template.metadata.labels).toMatchObject({ ...spec.selector.matchLabels, team: 'b' });
      expect(spec.selector.matchLabels).toMatchObject({ 'app.kubernetes.io/name': 'dogwatch' });
    }
    const nats = find(objects, 'StatefulSet', 'nats')['spec'];
    expect(nats.template.metadata.labels).toMatchObject({ ...nats.selector.matchLabels, team: 'a' });
  });
});

describe('values that are null', () => {
  it('take a variable away that all services have', async () => {
    const objects = await renderValues({
      commonLabels: null,
      defaults: { envDict: { A: '1', B: '2' }, env: null, extraVolumes: null },
      clusterAgent: { env: null, envDict: { C: null }, envFrom: null },
      kedaScaler: { envDict: { A: null } },
    });
    expect(envOf(objects, 'metrics-poller')).toMatchObject({ A: '1', B: '2' });
    expect(envOf(objects, 'metrics-poller')).not.toHaveProperty('C');
    expect(envOf(objects, 'keda-scaler')).toMatchObject({ B: '2' });
    expect(envOf(objects, 'keda-scaler')).not.toHaveProperty('A');
  });
});

describe('a way of updates', () => {
  it('at once has no fields of one by one', async () => {
    const objects = await renderValues({ defaults: { strategy: { type: 'Recreate' } } });
    expect(find(objects, 'Deployment', 'keda-scaler')['spec'].strategy).toEqual({ type: 'Recreate' });
  });
});

describe('a probe', () => {
  it('keeps its times with another handler, and has that one alone', async () => {
    const objects = await renderValues({ kedaScaler: { startupProbe: { tcpSocket: { port: 'grpc' } } } });
    expect(containerOf(objects, 'keda-scaler')['startupProbe']).toEqual({
      tcpSocket: { port: 'grpc' },
      periodSeconds: 1,
      failureThreshold: 60,
    });
    expect(containerOf(objects, 'metrics-poller')['startupProbe'].httpGet).toEqual({
      path: '/startupz',
      port: 'health',
    });
  });
});

describe('what a block does not want of `defaults`', () => {
  it('is null in maps, and an empty list', async () => {
    const objects = await renderValues({
      defaults: { nodeSelector: { disk: 'ssd' }, tolerations: [{ key: 'a', operator: 'Exists' }] },
      kedaScaler: { nodeSelector: { disk: null }, tolerations: [] },
    });
    const spec = find(objects, 'Deployment', 'keda-scaler')['spec'].template.spec;
    expect(spec.nodeSelector?.disk).toBeUndefined();
    expect(spec.tolerations).toBeUndefined();
    const other = find(objects, 'Deployment', 'metrics-poller')['spec'].template.spec;
    expect(other.nodeSelector).toEqual({ disk: 'ssd' });
  });
});

describe('a NATS elsewhere', () => {
  it.each([
    ['nats://far:4333', [4333]],
    ['nats://far', [4222]],
    ['tls://a.far:4443/, nats://b.far:4222', [4443, 4222]],
  ])('%s is let through by its ports', async (url, ports) => {
    const objects = await renderValues({
      nats: { external: { url } },
      networkPolicy: { create: true, egress: true },
    });
    const rules: { ports: { port: number }[]; to?: unknown }[] = find(objects, 'NetworkPolicy', 'keda-scaler')['spec']
      .egress;
    expect(rules.map((rule) => rule.ports.map(({ port }) => port))).toContainEqual(ports);
    expect(rules.filter(({ to }) => to !== undefined)).toEqual([]);
  });
});

async function apiOf(values: unknown): Promise<unknown[]> {
  const objects = await renderValues(values);
  const [deployment, service] = ['Deployment', 'Service'].map((kind) => find(objects, kind, 'external-metrics-api'));
  return [deployment?.['spec'].replicas, service?.['spec'].type];
}

describe('names of the chart `datadog`', () => {
  const agent = { replicas: 4, metricsProvider: { service: { type: 'NodePort' } } };

  it('count where the block of the service says nothing', async () => {
    expect(await apiOf({ clusterAgent: agent })).toEqual([4, 'NodePort']);
    expect(await apiOf({ clusterAgent: agent, defaults: { service: { type: 'LoadBalancer' } } })).toEqual([
      4,
      'NodePort',
    ]);
  });

  it('give way to the block of the service', async () => {
    const own = { replicas: 5, service: { type: 'ClusterIP' } };
    expect(await apiOf({ clusterAgent: agent, externalMetricsApi: own })).toEqual([5, 'ClusterIP']);
  });
});

describe('rights that somebody else gives', () => {
  it('are made for nobody, not for Jobs either', async () => {
    const objects = await renderValues({ rbac: { create: false }, metricsPoller: { readSecrets: true } });
    expect(objects.filter(({ apiVersion }) => apiVersion.startsWith('rbac.authorization.k8s.io/'))).toEqual([]);
    for (const job of ['make-secrets', 'clean-up']) expect(() => find(objects, 'ServiceAccount', job)).not.toThrow();
  });
});

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AppProcess } from '../lab/app-process.ts';
import { readGuideManifests, type Manifest } from '../lab/apply.ts';
import { eventually, keys, type Lab, startLab } from '../lab/lab.ts';
import { printTable } from '../lab/print-table.ts';
import { readApi } from '../lab/read-api.ts';

// Plays the guide docs/guides/autoscale-on-a-datadog-query.md, from its own manifests.
const manifests = readGuideManifests(readFileSync('docs/guides/autoscale-on-a-datadog-query.md', 'utf8'));
const find = (kind: string, name: string): Manifest => {
  const manifest = manifests.find((candidate) => candidate.kind === kind && candidate.metadata.name === name);
  if (manifest === undefined) throw new Error(`the guide has no ${kind} ${name}`);
  return manifest;
};

let lab: Lab;
let poller: AppProcess;
let replicas: AppProcess[];

interface Scaled {
  readonly spec: { readonly replicas: number };
}

const deployments = '/apis/apps/v1/namespaces/nginx-demo/deployments';
const replicasOf = async (name: string): Promise<number> =>
  (await lab.get<Scaled>(`${deployments}/${name}`)).spec.replicas;

/** Requests per second of all pods together, as Datadog sees them. */
function setTraffic(requestsPerSecond: number): void {
  lab.datadog.addSeries({
    id: 'traffic',
    metric: 'nginx.net.request_per_s',
    tags: ['kube_container_name:nginx'],
    originSeconds: 0,
    value: requestsPerSecond,
  });
}

beforeAll(async () => {
  lab = await startLab({ name: 'dogwatch-guide' });
  setTraffic(4);
  poller = await lab.startPoller('poller-0');
  replicas = [await lab.startApi('api-0'), await lab.startApi('api-1')];
  await lab.serve(...replicas);
  await lab.apply(find('Namespace', 'nginx-demo'), find('Deployment', 'nginx'));
});

afterAll(async () => {
  await lab.client.raw('DELETE', '/api/v1/namespaces/nginx-demo');
  await lab.stop();
});

describe('the guide', () => {
  test('an HPA that refers to a DatadogMetric gets its first value within seconds', async () => {
    await lab.apply(find('DatadogMetric', 'nginx-requests'));
    await eventually(async () => {
      const table = await printTable(lab, '/apis/datadoghq.com/v1alpha1/namespaces/nginx-demo/datadogmetrics');
      expect(table).toMatch(/^nginx-requests +False +False +0/m);
    });
    const calls = lab.datadog.calls.count();
    await lab.apply(find('HorizontalPodAutoscaler', 'nginxext'));
    await eventually(async () => {
      const table = await printTable(lab, '/apis/datadoghq.com/v1alpha1/namespaces/nginx-demo/datadogmetrics');
      expect(table.split('\n')[0]).toBe(
        'NAME             ACTIVE   VALID   VALUE   REFERENCES                UPDATE TIME',
      );
      expect(table).toMatch(/^nginx-requests +True +True +4 +hpa:nginx-demo\/nginxext +\d+s/m);
    });
    expect(lab.datadog.calls.count()).toBeGreaterThan(calls);
  });

  test('the real HPA controller scales up with the traffic, and down again', async () => {
    expect(await replicasOf('nginx')).toBe(1);
    setTraffic(25);
    await eventually(async () => expect(await replicasOf('nginx')).toBe(3), 60);
    setTraffic(4);
    await eventually(async () => expect(await replicasOf('nginx')).toBe(1), 90);
  });

  test('a plain metric name makes a DatadogMetric in the namespace of Dogwatch and scales as well', async () => {
    // pods of its own: the HPA controller refuses two HPAs whose pods overlap
    const text = JSON.stringify(find('Deployment', 'nginx')).replaceAll('"nginx"', '"nginx-plain"');
    const plain: Manifest = JSON.parse(text);
    await lab.apply(plain, find('HorizontalPodAutoscaler', 'nginxplain'));
    setTraffic(25);
    await eventually(async () => expect(await replicasOf('nginx-plain')).toBe(3), 60);
    const path = `/apis/datadoghq.com/v1alpha1/namespaces/${lab.namespace}/datadogmetrics`;
    const { items } = await lab.get<{ items: readonly { spec: { query: string }; metadata: { name: string } }[] }>(
      path,
    );
    expect(items.map(({ spec }) => spec.query)).toEqual([
      'avg:nginx.net.request_per_s{kube_container_name:nginx}.rollup(30)',
    ]);
    expect(items[0]?.metadata.name).toMatch(/^dcaautogen-/);
  });

  test('both replicas are ready and answer the same', async () => {
    const reader = 'external-metrics-reader';
    const token = await lab.token(lab.namespace, reader);
    await lab.apply({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: `${lab.namespace}-${reader}` },
      subjects: [{ kind: 'ServiceAccount', name: reader, namespace: lab.namespace }],
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: reader },
    });
    const path = '/apis/external.metrics.k8s.io/v1beta1/namespaces/nginx-demo/datadogmetric@nginx-demo:nginx-requests';
    const answers = await Promise.all(
      replicas.map(async (replica) => {
        expect((await replica.probe('/readyz')).status).toBe(200);
        return readApi(lab, replica, path, token);
      }),
    );
    expect(answers[0]).toMatchObject({ status: 200, body: { items: [{ value: '25' }] } });
    expect(answers[1]).toEqual(answers[0]);
  });

  test('neither key shows up in a log line, a status or the metrics', async () => {
    const path = '/apis/datadoghq.com/v1alpha1/datadogmetrics';
    const texts = [JSON.stringify(poller.logs), JSON.stringify(await lab.get(path)), await poller.metricsText()];
    for (const text of texts) {
      expect(text).not.toContain(keys.apiKey);
      expect(text).not.toContain(keys.appKey);
    }
  });

  test('everything ends with exit code 0 on SIGTERM', async () => {
    expect(await Promise.all([poller, ...replicas].map((app) => app.stop()))).toEqual([0, 0, 0]);
  });
});

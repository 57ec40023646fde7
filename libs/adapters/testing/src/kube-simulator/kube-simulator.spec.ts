import { datadogMetricCrd } from '@dogwatch/crds';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startKubeSimulator } from './kube-simulator.js';
import type { KubeSimulator } from './kube-simulator.js';

let simulator: KubeSimulator;

beforeAll(async () => {
  simulator = await startKubeSimulator({ crds: [datadogMetricCrd] });
});
afterAll(() => simulator.stop());

async function call(method: string, path: string, body?: unknown, contentType = 'application/json') {
  const headers = { authorization: `Bearer ${simulator.adminToken}`, 'content-type': contentType };
  const text = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(`${simulator.url}${path}`, { method, headers, ...text });
  return { code: response.status, body: JSON.parse(await response.text()) };
}

const metrics = '/apis/datadoghq.com/v1alpha1/namespaces/default/datadogmetrics';

test('a custom resource is created without its status and without unknown fields', async () => {
  const body = { metadata: { name: 'requests' }, spec: { query: 'avg:a{*}', other: 1 }, status: { currentValue: '1' } };
  const created = await call('POST', metrics, body);
  expect(created).toMatchObject({ code: 201, body: { spec: { query: 'avg:a{*}' }, metadata: { generation: 1 } } });
  expect(created.body.spec).not.toHaveProperty('other');
  expect(created.body).not.toHaveProperty('status');
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AppProcess } from '../lab/app-process.ts';
import { send } from '../lab/apply.ts';
import { eventually, type Lab, startLab } from '../lab/lab.ts';
import { servedPath, toActiveMetric } from '../lab/metrics.ts';
import { readApi } from '../lab/read-api.ts';
import { createKubeClient, fixedConnection, type KubeClient, loadKubeConfig } from '@dogwatch/kube';

const namespace = 'dogwatch-who-may-read';
const allowed = servedPath(namespace, 'orders');
const refused = servedPath(namespace, 'salaries');
let lab: Lab;
let api: AppProcess;
let token: string;
let reader: KubeClient;

beforeAll(async () => {
  lab = await startLab({ name: namespace });
  lab.datadog.addSeries({ metric: 'shop.orders', originSeconds: 0, value: 3 });
  await lab.startPoller('poller-0');
  api = await lab.startApi('api-0');
  await lab.serve(api);
  token = await lab.token(namespace, 'reader');
  const { server, tls } = await loadKubeConfig({ path: lab.kubeconfigPath }).settings();
  reader = createKubeClient(fixedConnection({ server, token, tls: tls.ca === undefined ? {} : { ca: tls.ca } }), {
    userAgent: 'reader',
  });
  const rules = [
    {
      apiGroups: ['external.metrics.k8s.io'],
      resources: [`datadogmetric@${namespace}:orders`],
      verbs: ['get', 'list'],
    },
  ];
  await lab.apply(
    toActiveMetric(namespace, 'orders', 'avg:shop.orders{*}'),
    toActiveMetric(namespace, 'salaries', 'avg:shop.orders{*} * 1000'),
    { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: 'orders-reader', namespace }, rules },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'orders-reader', namespace },
      subjects: [{ kind: 'ServiceAccount', name: 'reader', namespace }],
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'orders-reader' },
    },
  );
  await eventually(() => send(lab.client, 'GET', allowed));
});

afterAll(async () => {
  await reader.close();
  await lab.stop();
});

test('through the aggregator: the one metric is read, the other is forbidden', async () => {
  expect(await send(reader, 'GET', allowed)).toMatchObject({
    kind: 'ExternalMetricValueList',
    items: [{ value: '3' }],
  });
  await expect(send(reader, 'GET', refused)).rejects.toThrow(/403 .*"reason":"Forbidden"/);
});

test('directly with a bearer token: the same', async () => {
  expect(await readApi(lab, api, allowed, token)).toMatchObject({ status: 200, body: { items: [{ value: '3' }] } });
  expect(await readApi(lab, api, refused, token)).toMatchObject({
    status: 403,
    body: { kind: 'Status', reason: 'Forbidden' },
  });
});

test('without credentials, with a wrong token, and with spoofed front-proxy headers nothing is read', async () => {
  expect(await readApi(lab, api, allowed, '')).toMatchObject({ status: 403 });
  expect(await readApi(lab, api, allowed, 'not-a-token')).toMatchObject({ status: 401 });
  const spoofed = { 'x-remote-user': 'admin', 'x-remote-group': 'system:masters' };
  expect(await readApi(lab, api, allowed, '', spoofed)).toMatchObject({ status: 403 });
  expect(await readApi(lab, api, refused, token, spoofed)).toMatchObject({ status: 403 });
});

test('an administrator reads everything, and discovery lists the group', async () => {
  expect(await send(lab.client, 'GET', refused)).toMatchObject({ items: [{ value: '3k' }] });
  const group = await send(lab.client, 'GET', '/apis/external.metrics.k8s.io/v1beta1');
  expect(group).toMatchObject({ kind: 'APIResourceList', resources: [{ name: 'externalmetrics', verbs: ['get'] }] });
  const discovery = await send(lab.client, 'GET', '/apis', {
    headers: { accept: 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList' },
  });
  expect(JSON.stringify(discovery)).toContain('"external.metrics.k8s.io"');
});

test('names that do not exist or are no references get a clear answer', async () => {
  await expect(send(lab.client, 'GET', servedPath(namespace, 'nothing'))).rejects.toThrow(/404 .*NotFound/);
  const bad = `/apis/external.metrics.k8s.io/v1beta1/namespaces/${namespace}/datadogmetric@no-colon`;
  await expect(send(lab.client, 'GET', bad)).rejects.toThrow(/400 .*does not follow DatadogMetric format/);
});

import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { datadogMetricCrd } from '@dogwatch/crds';
import type { KubeClient } from '@dogwatch/kube';
import { coreResources, createKubeClient, loadKubeConfig } from '@dogwatch/kube';
import { afterEach, expect, test } from 'vitest';
import { startKubeSimulator } from './kube-simulator.js';
import type { KubeSimulator, KubeSimulatorOptions } from './kube-simulator.js';

const { configMaps, datadogMetrics, deployments, namespaces, subjectAccessReviews, tokenReviews } = coreResources;
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function start(options: KubeSimulatorOptions = {}): Promise<{ simulator: KubeSimulator; client: KubeClient }> {
  const simulator = await startKubeSimulator({ crds: [datadogMetricCrd], ...options });
  cleanups.push(() => simulator.stop());
  const client = createKubeClient(loadKubeConfig({ path: simulator.kubeconfigPath }));
  cleanups.push(() => client.close());
  return { simulator, client };
}

function clientWith(simulator: KubeSimulator, token: string): KubeClient {
  const tls = simulator.certificates === undefined ? {} : { ca: simulator.certificates.serverCa.certificate };
  const client = createKubeClient({
    server: simulator.url,
    namespace: 'default',
    settings: async () => ({ server: simulator.url, headers: { authorization: `Bearer ${token}` }, tls }),
    forget: () => {},
  });
  cleanups.push(() => client.close());
  return client;
}

const metric = { apiVersion: 'datadoghq.com/v1alpha1', kind: 'DatadogMetric', metadata: { name: 'a' }, spec: {} };

test('an administrator comes in by the kubeconfig file, which goes with the simulator', async () => {
  const { simulator, client } = await start();
  expect(await client.list(namespaces)).toMatchObject({ ok: true });
  await simulator.stop();
  cleanups.shift();
  expect(existsSync(simulator.kubeconfigPath)).toBe(false);
});

test('over TLS the kubeconfig trusts the server', async () => {
  const { client } = await start({ tls: true });
  expect(await client.list(namespaces)).toMatchObject({ ok: true });
});

test('backends find out whom to trust', async () => {
  const { client } = await start({ tls: true });
  const key = { namespace: 'kube-system', name: 'extension-apiserver-authentication' };
  const found = await client.get(configMaps, key);
  const data = found.ok ? found.value.data : {};
  expect(data?.['requestheader-client-ca-file']).toContain('BEGIN CERTIFICATE');
  expect(data?.['requestheader-username-headers']).toBe('["X-Remote-User"]');
});

test('without a token that the simulator gave, nobody comes in', async () => {
  const { simulator } = await start();
  expect(await clientWith(simulator, 'wrong').list(namespaces)).toMatchObject({ code: 401, reason: 'Unauthorized' });
  expect((await fetch(`${simulator.url}/api/v1/namespaces`)).status).toBe(401);
  const reader = clientWith(simulator, simulator.addUser({ username: 'reader', groups: [] }));
  expect(await reader.list(namespaces)).toMatchObject({ ok: true });
});

test('a ClusterRole allows a group what it says, in every namespace', async () => {
  const { simulator, client } = await start();
  const rbac = 'rbac.authorization.k8s.io/v1';
  const rules = [{ apiGroups: ['datadoghq.com'], resources: ['datadogmetrics'], resourceNames: ['a'], verbs: ['get'] }];
  simulator.load({ apiVersion: rbac, kind: 'ClusterRole', metadata: { name: 'reader' }, rules });
  const roleRef = { kind: 'ClusterRole', name: 'reader' };
  const subjects = [{ kind: 'Group', name: 'readers' }];
  simulator.load({ apiVersion: rbac, kind: 'ClusterRoleBinding', metadata: { name: 'reader' }, roleRef, subjects });
  const review = async (name: string, groups: string[]) => {
    const resourceAttributes = {
      namespace: 'shop',
      verb: 'get',
      group: 'datadoghq.com',
      resource: 'datadogmetrics',
      name,
    };
    const answer = await client.create(subjectAccessReviews, { spec: { user: 'x', groups, resourceAttributes } });
    return answer.ok && answer.value.status?.allowed;
  };
  expect(await Promise.all([review('a', ['readers']), review('b', ['readers']), review('a', [])])).toEqual([
    true,
    false,
    false,
  ]);
});

test('a TokenReview tells whose token it is', async () => {
  const { simulator, client } = await start();
  const token = simulator.addUser({ username: 'keda', uid: '7', groups: ['a'] });
  const review = await client.create(tokenReviews, { spec: { token } });
  const user = { username: 'keda', uid: '7', groups: ['a', 'system:authenticated'] };
  expect(review).toMatchObject({ ok: true, value: { status: { authenticated: true, user } } });
});

test('after a compaction watches and pages of older versions are expired', async () => {
  const { simulator, client } = await start();
  for (const name of ['a', 'b', 'c']) simulator.load({ ...metric, metadata: { name } });
  const path = '/apis/datadoghq.com/v1alpha1/datadogmetrics';
  const call = async (query: string) =>
    (
      await fetch(`${simulator.url}${path}?${query}`, { headers: { authorization: `Bearer ${simulator.adminToken}` } })
    ).text();
  const { metadata } = JSON.parse(await call('limit=1'));
  simulator.load({ ...metric, metadata: { name: 'd' } });
  simulator.store.compact();
  expect(JSON.parse(await call(`limit=1&continue=${metadata.continue}`))).toMatchObject({
    code: 410,
    reason: 'Expired',
  });
  const event = JSON.parse(await call(`watch=1&resourceVersion=${metadata.resourceVersion}`));
  expect(event).toMatchObject({ type: 'ERROR', object: { code: 410, reason: 'Expired' } });
  expect(await client.list(datadogMetrics)).toMatchObject({ ok: true });
});

test('the history keeps as many changes as it should', async () => {
  const { simulator } = await start({ historyLimit: 2 });
  const since = simulator.store.revision();
  for (const name of ['a', 'b']) simulator.load({ ...metric, metadata: { name } });
  expect(simulator.store.eventsSince(since)).toHaveLength(2);
  simulator.load({ ...metric, metadata: { name: 'c' } });
  expect(simulator.store.eventsSince(since)).toBeUndefined();
});

test('a Deployment has its pods at once', async () => {
  const { simulator, client } = await start();
  const metadata = { namespace: 'default', name: 'web' };
  simulator.load({ apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { replicas: 3 } });
  const found = await client.get(deployments, metadata);
  expect(found).toMatchObject({
    ok: true,
    value: { status: { replicas: 3, readyReplicas: 3 } },
  });
});

test('a patch that leaves no object is refused', async () => {
  const { simulator, client } = await start();
  simulator.load(metric);
  const key = { namespace: 'default', name: 'a' };
  expect(await client.patch(datadogMetrics, key, { type: 'merge', body: [1] })).toMatchObject({ code: 422 });
});

test('disconnect ends a watch', async () => {
  const { simulator, client } = await start();
  const answer = await client.raw('GET', '/api/v1/namespaces', { query: { watch: true } });
  const body = answer.ok ? answer.value.body : undefined;
  const ended = body?.toArray();
  simulator.disconnect();
  await expect(ended).rejects.toThrow(/closed|terminated|reset/);
});

const group = { group: 'external.metrics.k8s.io', version: 'v1beta1' };
const path = '/apis/external.metrics.k8s.io/v1beta1/namespaces/default/orders?labelSelector=a%3Db';

async function listen(server: ReturnType<typeof createServer>): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

test('the aggregator tells a backend who asks, and believes nobody else', async () => {
  const { simulator } = await start();
  const seen: IncomingMessage[] = [];
  const port = await listen(
    createServer((incoming, response) => {
      seen.push(incoming);
      response.writeHead(418, { 'x-answer': 'yes' }).end('tea');
    }),
  );
  simulator.serveApi({ ...group, url: `http://127.0.0.1:${port}` });
  const extra = { 'authentication.kubernetes.io/credential-id': ['X'] };
  const token = simulator.addUser({ username: 'hpa', groups: ['one', 'two'], extra });
  const headers = {
    authorization: `Bearer ${token}`,
    'x-remote-user': 'admin',
    'x-remote-extra-scopes': 'all',
    accept: 'a/b',
  };
  const answer = await fetch(`${simulator.url}${path}`, { headers });
  expect([answer.status, answer.headers.get('x-answer'), await answer.text()]).toEqual([418, 'yes', 'tea']);
  expect(seen[0]?.url).toBe(path);
  expect(seen[0]?.headersDistinct).toMatchObject({
    'x-remote-user': ['hpa'],
    'x-remote-group': ['one', 'two', 'system:authenticated'],
    'x-remote-extra-authentication.kubernetes.io%2fcredential-id': ['X'],
    accept: ['a/b'],
  });
  expect(seen[0]?.headers).not.toHaveProperty('authorization');
  expect(seen[0]?.headers).not.toHaveProperty('x-remote-extra-scopes');
});

test('a backend that is away is said to be', async () => {
  const { simulator } = await start();
  simulator.serveApi({ ...group, url: 'http://127.0.0.1:1' });
  const headers = { authorization: `Bearer ${simulator.adminToken}` };
  const answer = await fetch(`${simulator.url}${path}`, { headers });
  expect([answer.status, await answer.text()]).toEqual([
    503,
    expect.stringMatching(/^error trying to reach service: /),
  ]);
});

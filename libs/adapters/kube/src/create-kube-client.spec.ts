import type { ServerResponse } from 'node:http';
import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { startTelemetry } from '@dogwatch/telemetry';
import { afterEach, describe, expect, it } from 'vitest';
import { coreResources } from './core-resources.js';
import { createKubeClient } from './create-kube-client.js';
import type { KubeClient } from './kube-client.js';
import type { KubeConnection } from './kube-connection.js';
import { fixedConnection } from './kube-connection.js';
import type { WireServer } from './testing/wire-server.js';
import { sendJson, sendStatus, startWireServer } from './testing/wire-server.js';

const { configMaps, datadogMetrics } = coreResources;
const key = { namespace: 'n', name: 'a' };
const cleanUps: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

async function serve(answer: Parameters<typeof startWireServer>[0]): Promise<WireServer> {
  const server = await startWireServer(answer);
  cleanUps.push(async () => server.stop());
  return server;
}

function sendEmpty(_: unknown, response: ServerResponse): void {
  sendJson(response, 200, {});
}

function connect(connection: KubeConnection | string, timeoutMillis = 10_000): KubeClient {
  const target = typeof connection === 'string' ? fixedConnection({ server: connection, token: 'first' }) : connection;
  const client = createKubeClient(target, { timeoutMillis });
  cleanUps.push(async () => client.close());
  return client;
}

function page(names: readonly string[], next?: string): object {
  const items = names.map((name) => ({ metadata: { name, namespace: 'n' } }));
  return { items, metadata: { resourceVersion: '7', continue: next } };
}

describe('requests', () => {
  it('go where the resource is, with credentials, and below the path of the server', async () => {
    const server = await serve((_, response) => sendJson(response, 200, { metadata: { name: 'a' } }));
    const client = connect(`${server.url}/k8s/clusters/one/`);
    await client.get(configMaps, key);
    const [request] = server.requests;
    expect(request?.path).toBe('/k8s/clusters/one/api/v1/namespaces/n/configmaps/a');
    expect(request?.headers).toMatchObject({ authorization: 'Bearer first', 'user-agent': 'dogwatch' });
  });

  it('carry apiVersion and kind, and the media type of their patch', async () => {
    const server = await serve(sendEmpty);
    const client = connect(server.url);
    await client.create(datadogMetrics, { metadata: key, spec: { query: 'q' } }, { dryRun: true, fieldManager: 'me' });
    await client.replaceStatus(datadogMetrics, { metadata: key, status: { currentValue: '1' } });
    await client.patch(datadogMetrics, key, { type: 'merge', body: { a: 1 } });
    await client.patch(datadogMetrics, key, { type: 'json', operations: [{ op: 'remove', path: '/a' }] });
    await client.patchStatus(datadogMetrics, key, { type: 'apply', object: {}, fieldManager: 'me', force: true });
    await client.delete(datadogMetrics, key, { uid: 'u', propagationPolicy: 'Background' });
    const base = '/apis/datadoghq.com/v1alpha1/namespaces/n/datadogmetrics';
    const seen = server.requests.map(({ method, path, query, headers, body }) => [
      `${method} ${path.replace(base, '')}?${query.toString()}`,
      headers['content-type'],
      body,
    ]);
    const typeMeta = { apiVersion: 'datadoghq.com/v1alpha1', kind: 'DatadogMetric' };
    expect(seen).toEqual([
      [
        'POST ?fieldManager=me&dryRun=All',
        'application/json',
        JSON.stringify({ ...typeMeta, metadata: key, spec: { query: 'q' } }),
      ],
      [
        'PUT /a/status?',
        'application/json',
        JSON.stringify({ ...typeMeta, metadata: key, status: { currentValue: '1' } }),
      ],
      ['PATCH /a?', 'application/merge-patch+json', '{"a":1}'],
      ['PATCH /a?', 'application/json-patch+json', '[{"op":"remove","path":"/a"}]'],
      ['PATCH /a/status?fieldManager=me&force=true', 'application/apply-patch+yaml', JSON.stringify(typeMeta)],
      [
        'DELETE /a?',
        'application/json',
        JSON.stringify({
          apiVersion: 'v1',
          kind: 'DeleteOptions',
          propagationPolicy: 'Background',
          preconditions: { uid: 'u' },
        }),
      ],
    ]);
  });

  it('carry the trace they are part of', async () => {
    const telemetry = await startTelemetry({ serviceName: 'test', version: '0', env: {}, write: () => {} });
    cleanUps.push(async () => telemetry.stop());
    const server = await serve(sendEmpty);
    const parent = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };
    await context.with(trace.setSpanContext(ROOT_CONTEXT, parent), async () =>
      connect(server.url).get(configMaps, key),
    );
    expect(server.requests[0]?.headers['traceparent']).toContain(`00-${parent.traceId}-`);
  });

  it('are not sent without what makes their path', async () => {
    const server = await serve(sendEmpty);
    const client = connect(server.url);
    expect(await client.get(configMaps, { name: 'a' })).toMatchObject({
      reason: 'Invalid',
      message: expect.stringContaining('namespace'),
    });
    expect(await client.replace(configMaps, { metadata: { namespace: 'n', name: '' } })).toMatchObject({ ok: false });
    expect(server.requests).toHaveLength(0);
  });
});

describe('answers', () => {
  it('that are not 2xx become failures', async () => {
    const server = await serve((_, response) => sendStatus(response, 409, 'Conflict'));
    expect(await connect(server.url).replace(configMaps, { metadata: key })).toEqual({
      ok: false,
      reason: 'Conflict',
      message: 'Conflict happened',
      code: 409,
    });
  });

  it('that are not JSON become failures', async () => {
    const server = await serve((_, response) => void response.end('<html>'));
    expect(await connect(server.url).get(configMaps, key)).toMatchObject({ reason: 'BadAnswer', code: 0 });
  });

  it('that break off become failures', async () => {
    const server = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"metadata"', () => response.destroy());
    });
    expect(await connect(server.url).get(configMaps, key)).toMatchObject({ reason: 'Unreachable', code: 0 });
  });

  it('that do not come in time become failures, whether headers or body are missing', async () => {
    const server = await serve(({ path }, response) => {
      if (path.endsWith('/b')) response.write('{');
    });
    const client = connect(server.url);
    const limits = { timeoutMillis: 100 };
    expect(await client.get(configMaps, key, limits)).toMatchObject({ reason: 'Timeout' });
    expect(await client.get(configMaps, { ...key, name: 'b' }, limits)).toMatchObject({ reason: 'Timeout' });
  });

  it('are not waited for once the caller gives up', async () => {
    const controller = new AbortController();
    const server = await serve(() => controller.abort());
    const result = await connect(server.url).get(configMaps, key, { signal: controller.signal });
    expect(result).toMatchObject({ reason: 'Cancelled' });
    expect(await connect(server.url).get(configMaps, key, { signal: controller.signal })).toMatchObject({
      reason: 'Cancelled',
    });
  });

  it('do not come from a port nobody listens on, or after close', async () => {
    const server = await startWireServer(() => {});
    await server.stop();
    const client = connect(server.url);
    const result = await client.get(configMaps, key);
    expect(result).toMatchObject({ reason: 'Unreachable', code: 0, message: expect.stringContaining('ECONNREFUSED') });
    await client.close();
    expect(await client.get(configMaps, key)).toMatchObject({ ok: false });
  });
});

describe('credentials', () => {
  it('are read anew once after a 401', async () => {
    let token = 'old';
    const server = await serve(({ headers }, response) => {
      if (headers.authorization === 'Bearer new') sendJson(response, 200, {});
      else sendStatus(response, 401, 'Unauthorized');
    });
    const connection: KubeConnection = {
      ...fixedConnection({ server: server.url }),
      settings: async () => ({ server: server.url, headers: { authorization: `Bearer ${token}` }, tls: {} }),
      forget: () => {
        token = 'new';
      },
    };
    expect(await connect(connection).get(configMaps, key)).toMatchObject({ ok: true });
    expect(server.requests).toHaveLength(2);
  });

  it('that stay refused are not tried for ever', async () => {
    const server = await serve((_, response) => sendStatus(response, 401, 'Unauthorized'));
    expect(await connect(server.url).get(configMaps, key)).toMatchObject({ reason: 'Unauthorized', code: 401 });
    expect(server.requests).toHaveLength(2);
  });

  it('that cannot be read are a failure', async () => {
    const broken = {
      ...fixedConnection({ server: 'http://127.0.0.1:1' }),
      settings: async () => Promise.reject(new Error('no token')),
    };
    expect(await connect(broken).get(configMaps, key)).toMatchObject({
      reason: 'NoCredentials',
      message: expect.stringContaining('no token'),
    });
  });
});

describe('a connection', () => {
  it('may move to another server', async () => {
    const servers = [await serve(sendEmpty), await serve(sendEmpty)];
    let current = 0;
    const client = connect({
      ...fixedConnection({ server: 'http://before' }),
      settings: async () => ({ server: servers[current]?.url ?? '', headers: {}, tls: {} }),
    });
    await client.get(configMaps, key);
    current = 1;
    await client.get(configMaps, key);
    expect(servers.map(({ requests }) => requests.length)).toEqual([1, 1]);
  });

  it('may go through a proxy', async () => {
    const proxy = await serve(sendEmpty);
    const server = 'http://api.internal';
    const client = connect({
      ...fixedConnection({ server }),
      settings: async () => ({ server, headers: {}, tls: {}, proxyUrl: proxy.url }),
    });
    expect(await client.get(configMaps, key)).toMatchObject({ ok: true });
    expect(proxy.requests[0]?.headers.host).toBe('api.internal');
  });
});

describe('a server that is overloaded', () => {
  it('is asked again when it says how long to wait', async () => {
    const server = await serve((_, response, number) => {
      if (number === 1) sendStatus(response, 429, 'TooManyRequests', { 'retry-after': '0.01' });
      else sendJson(response, 200, {});
    });
    expect(await connect(server.url).get(configMaps, key)).toMatchObject({ ok: true });
  });

  it('is not waited for longer than the call may take', async () => {
    const server = await serve((_, response) =>
      sendStatus(response, 429, 'TooManyRequests', { 'retry-after': '3600' }),
    );
    const result = await connect(server.url).get(configMaps, key);
    expect(result).toMatchObject({ reason: 'TooManyRequests', retryAfterSeconds: 3600 });
    expect(server.requests).toHaveLength(1);
  });
});

describe('list', () => {
  it('reads all pages', async () => {
    const server = await serve(({ query }, response) =>
      sendJson(response, 200, query.get('continue') === 'next' ? page(['b']) : page(['a'], 'next')),
    );
    const list = await connect(server.url).list(configMaps, { namespace: 'n', labelSelector: 'a=b' });
    expect(list.ok && list.value.items.map(({ metadata }) => metadata.name)).toEqual(['a', 'b']);
    expect(list).toMatchObject({ value: { resourceVersion: '7' } });
    expect(server.requests.map(({ query }) => query.toString())).toEqual([
      'labelSelector=a%3Db&limit=500',
      'labelSelector=a%3Db&limit=500&continue=next',
    ]);
  });

  it('starts again in one piece when the pages expire', async () => {
    const server = await serve(({ query }, response) => {
      if (query.has('continue')) sendStatus(response, 410, 'Expired');
      else sendJson(response, 200, query.has('limit') ? page(['a', 'gone'], 'next') : page(['a', 'b']));
    });
    const list = await connect(server.url).list(configMaps);
    expect(list.ok && list.value.items.map(({ metadata }) => metadata.name)).toEqual(['a', 'b']);
  });

  it('takes null for no items', async () => {
    const server = await serve((_, response) => sendJson(response, 200, { items: null }));
    expect(await connect(server.url).list(configMaps)).toEqual({ ok: true, value: { items: [], resourceVersion: '' } });
  });
});

describe('raw', () => {
  it('gives the body as a stream that no time limit ends', async () => {
    const server = await serve((_, response) => {
      response.writeHead(202, { 'x-a': 'b' });
      response.write('one,');
      setTimeout(() => response.end('two'), 600);
    });
    const answer = await connect(server.url).raw('GET', '/x', { query: { a: 1 }, timeoutMillis: 500 });
    if (!answer.ok) throw new Error(answer.message);
    const chunks: string[] = [];
    for await (const chunk of answer.value.body) chunks.push(String(chunk));
    expect([answer.value.status, answer.value.headers['x-a'], chunks.join('')]).toEqual([202, 'b', 'one,two']);
  });

  it('ends the stream when the caller gives up', async () => {
    const controller = new AbortController();
    const server = await serve((_, response) => void response.write('one'));
    const answer = await connect(server.url).raw('GET', '/x', { signal: controller.signal });
    if (!answer.ok) throw new Error(answer.message);
    controller.abort();
    await expect(answer.value.body.toArray()).rejects.toThrow('abort');
  });
});

import type { RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { capturingLogger, createScrubber, startTelemetry } from '@dogwatch/telemetry';
import { buffer } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { createDatadogClient, type DatadogClientOptions } from './datadog-client.js';
import type { DatadogEndpoint } from './endpoint.js';
import { startTestServer, type TestServer } from './testing/http-server.js';

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

const apiKey = 'api-0123456789abcdef0123456789';
const appKey = 'app-0123456789abcdef0123456789';
const range = { queries: ['avg:a{*}', 'avg:b{*}'], fromSeconds: 100, toSeconds: 400 };

async function serve(answer: RequestListener): Promise<TestServer> {
  const server = await startTestServer(answer);
  cleanUps.push(() => server.stop());
  return server;
}

function endpointAt({ url }: { readonly url: string }, name = 'main'): DatadogEndpoint {
  return { name, baseUrl: url, apiKey, appKey };
}

function createClient(options: Omit<DatadogClientOptions, 'log'>) {
  const scrubber = createScrubber();
  const log = capturingLogger({ scrubber });
  const client = createDatadogClient({ random: () => 0, scrubber, log: log.logger, ...options });
  cleanUps.push(() => client.close());
  return { client, log };
}

const json =
  (body: unknown, headers: Record<string, string> = {}): RequestListener =>
  (_, response) =>
    response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

const status =
  (code: number, body: unknown, headers: Record<string, string> = {}): RequestListener =>
  (_, response) =>
    response.writeHead(code, headers).end(JSON.stringify(body));

describe('queryMetrics', () => {
  it('asks as Datadog documents it and returns body and rate limit', async () => {
    const server = await serve(
      json({ series: [] }, { 'x-ratelimit-limit': '300', 'x-ratelimit-period': '3600', 'x-ratelimit-remaining': '17' }),
    );
    const { client } = createClient({
      endpoints: [{ ...endpointAt(server), baseUrl: `${server.url}/prefix/` }],
      userAgent: 'dogwatch/1.2.3',
    });
    expect(await client.queryMetrics(range)).toEqual({
      ok: true,
      httpStatus: 200,
      body: { series: [] },
      rateLimit: { limit: 300, periodSeconds: 3600, remaining: 17 },
      endpoint: 'main',
    });
    const [request] = server.requests;
    expect(request?.method).toBe('GET');
    expect(request?.url).toBe('/prefix/api/v1/query?from=100&query=avg%3Aa%7B%2A%7D%2Cavg%3Ab%7B%2A%7D&to=400');
    expect(request?.headers).toMatchObject({
      'dd-api-key': apiKey,
      'dd-application-key': appKey,
      'user-agent': 'dogwatch/1.2.3',
    });
    expect(request?.headers).not.toHaveProperty('traceparent');
  });

  it('reads compressed answers; an empty body is an empty object', async () => {
    const answers: RequestListener[] = [
      (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"status":"ok"}')),
      (_, response) => response.writeHead(200).end(),
    ];
    const server = await serve((request, response) => answers.shift()?.(request, response));
    const { client } = createClient({ endpoints: [endpointAt(server)] });
    expect(await client.queryMetrics(range)).toMatchObject({ ok: true, body: { status: 'ok' } });
    expect(await client.queryMetrics(range)).toMatchObject({ ok: true, body: {} });
  });

  it.each([
    [429, 'RateLimited'],
    [422, 'UnprocessableQuery'],
    [400, 'RequestRefused'],
    [403, 'CredentialsRefused'],
  ])('asks once when the answer is %i', async (code, reason) => {
    const server = await serve(status(code, { errors: ['because'] }, { 'retry-after': '7' }));
    const { client } = createClient({ endpoints: [endpointAt(server)] });
    const answer = await client.queryMetrics(range);
    expect(answer).toMatchObject({ ok: false, reason, httpStatus: code, rateLimit: { retryAfterSeconds: 7 } });
    expect(answer).toHaveProperty('message', expect.stringContaining('because'));
    expect(server.requests).toHaveLength(1);
  });

  it('repeats what failed with 5xx or a broken connection', async () => {
    const answers: RequestListener[] = [
      status(503, {}),
      (request) => request.socket.destroy(),
      json({ series: ['here'] }),
    ];
    const server = await serve((request, response) => answers.shift()?.(request, response));
    const { client } = createClient({ endpoints: [endpointAt(server)] });
    expect(await client.queryMetrics(range)).toMatchObject({ ok: true, body: { series: ['here'] } });
    expect(server.requests).toHaveLength(3);
  });

  it('repeats a 5xx only within the time for repeating', async () => {
    const server = await serve(status(500, {}));
    const { client } = createClient({ endpoints: [endpointAt(server)], limits: { retryMillis: 600 } });
    const answer = await client.queryMetrics(range);
    expect(answer).toMatchObject({ ok: false, reason: 'ServerError', httpStatus: 500 });
    expect(server.requests.length).toBeLessThanOrEqual(2);
  });

  it('says in plain words that nobody listens, that it took too long, that it was given up', async () => {
    const gone = await serve(json({}));
    await gone.stop();
    cleanUps.pop();
    const silent = await serve(() => {});
    const giveUp = new AbortController();
    const { client } = createClient({ endpoints: [endpointAt(gone)], limits: { retryMillis: 0 } });
    const asked = client.queryMetrics(range);
    const slow = createClient({
      endpoints: [endpointAt(silent)],
      limits: { attemptTimeoutMillis: 100, retryMillis: 0 },
    });
    const timedOut = slow.client.queryMetrics(range);
    const abandoned = slow.client.queryMetrics({ ...range, signal: giveUp.signal });
    giveUp.abort();
    expect(await abandoned).toMatchObject({ ok: false, reason: 'ServerError', detail: 'Aborted' });
    expect(await asked).toMatchObject({
      detail: 'Unreachable',
      message: expect.stringMatching(/could not be reached: connect ECONNREFUSED/),
    });
    expect(await timedOut).toMatchObject({ detail: 'Timeout', message: expect.stringContaining('within 0.1 s') });
  });

  it('does not read a body beyond the limit, announced or not', async () => {
    const chunk = Buffer.alloc(1_000_000, 'x');
    let sent = 0;
    const server = await serve((_, response) => {
      response.writeHead(200);
      const pump = (): void => {
        while (!response.destroyed && sent < 100) {
          sent += 1;
          if (!response.write(chunk)) return void response.once('drain', pump);
        }
        response.end();
      };
      pump();
    });
    const { client } = createClient({ endpoints: [endpointAt(server)], limits: { maxBodyBytes: 2_000_000 } });
    const answer = await client.queryMetrics(range);
    expect(answer).toMatchObject({ ok: false, reason: 'InvalidAnswer', detail: 'BodyTooLarge', httpStatus: 200 });
    expect(sent).toBeLessThan(100);
  });

  it('returns what is not JSON as a failure', async () => {
    const server = await serve((_, response) => response.end('<html>gateway</html>'));
    const { client } = createClient({ endpoints: [endpointAt(server)] });
    expect(await client.queryMetrics(range)).toMatchObject({
      reason: 'InvalidAnswer',
      detail: 'InvalidBody',
      message: expect.stringContaining('<html>gateway'),
    });
  });

  it('lets no key out: not in a message, not in a log line', async () => {
    const server = await serve(status(403, { errors: [`key ${apiKey} and ${appKey} are unknown`] }));
    const { client, log } = createClient({ endpoints: [endpointAt(server)] });
    const answer = await client.queryMetrics(range);
    log.logger.error({ answer }, `failed with ${apiKey}`);
    expect(answer).toHaveProperty('message', expect.stringContaining('***56789'));
    expect(JSON.stringify(answer) + log.text()).not.toMatch(new RegExp(`${apiKey}|${appKey}`));
  });

  it('refuses a key that cannot be a header without throwing or telling it', async () => {
    const server = await serve(json({}));
    const endpoint = { ...endpointAt(server), apiKey: 'line\nbreak-0123456789' };
    const { client } = createClient({ endpoints: [endpoint] });
    const answer = await client.queryMetrics(range);
    expect(answer).toMatchObject({ ok: false, reason: 'CredentialsRefused' });
    expect(server.requests).toHaveLength(0);
    expect(JSON.stringify(answer)).not.toContain('break-0123456789');
  });

  it('takes new keys at the next call, and none without both', async () => {
    const server = await serve(json({}));
    let keys = { apiKey, appKey };
    const { client } = createClient({ endpoints: () => [{ ...endpointAt(server), ...keys }] });
    await client.queryMetrics(range);
    keys = { apiKey: 'new-api-key', appKey };
    await client.queryMetrics(range);
    expect(server.requests.map(({ headers }) => headers['dd-api-key'])).toEqual([apiKey, 'new-api-key']);
    keys = { apiKey: '', appKey };
    expect(await client.queryMetrics(range)).toMatchObject({ reason: 'CredentialsRefused', detail: 'NoCredentials' });
  });
});

describe('failover', () => {
  it('asks the next endpoint, skips the failed one for a while, and comes back', async () => {
    let now = 1_000_000_000;
    let isBroken = true;
    const first = await serve((request, response) =>
      (isBroken ? status(403, {}) : json({ from: 'first' }))(request, response),
    );
    const second = await serve(json({ from: 'second' }));
    const endpoints = [endpointAt(first, 'first'), endpointAt(second, 'second')];
    const { client, log } = createClient({ endpoints, nowMillis: () => now });
    const ask = async () => {
      const answer = await client.queryMetrics(range);
      return answer.ok ? answer.endpoint : answer.reason;
    };
    expect([await ask(), await ask()]).toEqual(['second', 'second']);
    expect(first.requests).toHaveLength(1);
    isBroken = false;
    now += 61_000;
    expect(await ask()).toBe('first');
    expect(log.lines.map(({ level, endpoint, skipSeconds }) => [level, endpoint, skipSeconds])).toEqual([
      ['warn', 'first', 60],
      ['info', 'first', undefined],
    ]);
  });

  it('does not blame the endpoint for a bad query, nor ask another', async () => {
    const first = await serve(status(400, { errors: ['Error parsing query'] }));
    const second = await serve(json({}));
    const { client } = createClient({ endpoints: [endpointAt(first, 'first'), endpointAt(second, 'second')] });
    for (let call = 0; call < 2; call += 1) {
      expect(await client.queryMetrics(range)).toMatchObject({ reason: 'RequestRefused', endpoint: 'first' });
    }
    expect(second.requests).toHaveLength(0);
  });

  it('counts parallel failures of one cause once, and reports the first endpoint when all fail', async () => {
    const first = await serve(status(403, {}));
    const second = await serve(status(401, {}));
    const endpoints = [endpointAt(first, 'first'), endpointAt(second, 'second')];
    const { client, log } = createClient({ endpoints });
    const answers = await Promise.all(Array.from({ length: 5 }, () => client.queryMetrics(range)));
    expect(answers.map((answer) => answer.endpoint)).toEqual(Array.from({ length: 5 }, () => 'first'));
    expect(log.lines.filter(({ endpoint }) => endpoint === 'first')).toHaveLength(1);
  });
});

describe('budget', () => {
  it('stops calling while Datadog has no calls left', async () => {
    const server = await serve(
      json(
        {},
        {
          'x-ratelimit-limit': '10',
          'x-ratelimit-period': '60',
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': '50',
        },
      ),
    );
    const { client } = createClient({ endpoints: [endpointAt(server)] });
    await client.queryMetrics(range);
    expect(await client.queryMetrics(range)).toMatchObject({
      ok: false,
      reason: 'RateLimited',
      detail: 'BudgetExhausted',
      rateLimit: { retryAfterSeconds: 50 },
    });
    expect(server.requests).toHaveLength(1);
  });
});

describe('close', () => {
  it('ends calls under way', async () => {
    const server = await serve(() => {});
    const { client } = createClient({ endpoints: [endpointAt(server)] });
    const asked = client.queryMetrics(range);
    await client.close();
    expect(await asked).toMatchObject({ ok: false, detail: 'Aborted' });
    expect(await client.queryMetrics(range)).toMatchObject({ ok: false, detail: 'Aborted' });
  });
});

describe('trace', () => {
  it('has a client span without keys or queries, and sends traceparent only when told', async () => {
    const bodies: Buffer[] = [];
    const receiver = await serve((request, response) => {
      const keep = async (): Promise<void> => {
        bodies.push(await buffer(request));
        response.end();
      };
      void keep();
    });
    const server = await serve(json({}));
    const telemetry = await startTelemetry({
      serviceName: 'svc',
      version: '1',
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
    });
    cleanUps.push(() => telemetry.stop());
    const { client } = createClient({ endpoints: [endpointAt(server)], propagateTrace: true });
    await telemetry.run(() => client.queryMetrics(range));
    await telemetry.flush();
    const sent = Buffer.concat(bodies).toString('latin1');
    for (const text of ['GET /api/v1/query', 'datadog.queries', 'http.response.status_code'])
      expect(sent).toContain(text);
    for (const text of [apiKey, appKey, 'avg:a']) expect(sent).not.toContain(text);
    expect(server.requests[0]?.headers['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });
});

import { once } from 'node:events';
import { createServer, get } from 'node:https';
import { silentLogger } from '@dogwatch/telemetry';
import { createTestCa, issueCertificate } from '@dogwatch/testing';
import { afterEach, expect, test } from 'vitest';
import { noTrust } from './authentication/trust.js';
import { toContextOptions, toServerOptions } from './certificate/tls-options.js';
import { type ApiPorts, createApi } from './create-api.js';
import { answerWith } from './http/answer.js';
import { toValueList } from './http/api-objects.js';

const path = '/apis/external.metrics.k8s.io/v1beta1/namespaces/shop/queue';

const stops: (() => void)[] = [];

afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** Serves an API and gives a function that reads a metric as bob. */
async function serve(ports: ApiPorts): Promise<() => Promise<number>> {
  const { certificate: cert, key } = await issueCertificate({ ca: await createTestCa('ca'), commonName: 'server' });
  const server = createServer({ ...toServerOptions(), ...toContextOptions({ cert, key }, false) }, createApi(ports));
  stops.push(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return async () => {
    const headers = { authorization: 'Bearer bob' };
    const request = get({ host: '127.0.0.1', port, path, headers, agent: false, rejectUnauthorized: false });
    const [response] = await once(request, 'response');
    response.resume();
    return response.statusCode;
  };
}

test('answers of the API server count for ten seconds, even when the clock is set back', async () => {
  const clocks = { now: 1_700_000_000_000, uptime: 0 };
  const asked: string[] = [];
  const read = await serve({
    trust: () => noTrust,
    reviewToken: async (token) => {
      asked.push('token');
      const user = { username: token, groups: [] };
      return { ok: true, value: { spec: { token }, status: { authenticated: true, user } } };
    },
    reviewAccess: async (spec) => {
      asked.push('access');
      return { ok: true, value: { spec, status: { allowed: true } } };
    },
    prepare: () => () => ({ answer: answerWith(toValueList([])) }),
    routes: { version: '1', unreadyReason: () => undefined, metricsText: async () => '' },
    onRefused: () => undefined,
    metrics: { observe: () => undefined, observeRefusal: () => undefined },
    log: silentLogger,
    nowMillis: () => clocks.now,
    uptimeMillis: () => clocks.uptime,
  });
  await expect(read()).resolves.toBe(200);
  clocks.uptime = 9999;
  await expect(read()).resolves.toBe(200);
  expect(asked).toEqual(['token', 'access']);
  clocks.uptime = 10_000;
  clocks.now -= 3_600_000;
  await expect(read()).resolves.toBe(200);
  expect(asked).toEqual(['token', 'access', 'token', 'access']);
});

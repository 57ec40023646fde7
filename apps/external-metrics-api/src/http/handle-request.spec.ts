import { TLSSocket } from 'node:tls';
import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { anonymous } from '../authentication/identity.js';
import { answerWith } from './answer.js';
import { toValueList } from './api-objects.js';
import { createRequestHandler, type HandledRequest } from './handle-request.js';

const path = '/apis/external.metrics.k8s.io/v1beta1/namespaces/shop/queue';

function setUp() {
  const gate = { allowed: false };
  const prepared: string[] = [];
  const handle = createRequestHandler({
    authenticate: () => ({ ok: true, identity: anonymous }),
    authorize: () => (gate.allowed ? { allowed: true } : { allowed: false, reason: 'Denied', message: '' }),
    prepare: ({ metric, labelSelector }) => {
      prepared.push(`${metric}?${labelSelector}`);
      return () => ({ answer: answerWith(toValueList([])) });
    },
    answerPath: () => answerWith(toValueList([])),
    onRefused: () => undefined,
  });
  const socket = new TLSSocket(new Socket());
  const get = async (target: string): Promise<HandledRequest> =>
    handle({ method: 'GET', target, headers: {}, rawHeaders: [], socket });
  return { gate, get, prepared };
}

test('what a read means is worked out only for callers who may read', async () => {
  const { gate, get, prepared } = setUp();
  await expect(get(`${path}?labelSelector=a%3Db`)).resolves.toMatchObject({ answer: { code: 403 } });
  await expect(get(`${path}?labelSelector=,,`)).resolves.toMatchObject({ answer: { code: 403 } });
  expect(prepared).toEqual([]);
  gate.allowed = true;
  await expect(get(`${path}?labelSelector=a%3Db`)).resolves.toMatchObject({ answer: { code: 200 }, served: {} });
  await expect(get(`${path}?labelSelector=,,`)).resolves.toMatchObject({ answer: { code: 400 } });
  expect(prepared).toEqual(['queue?a=b']);
});

test('only reads that were allowed are remembered', async () => {
  const { gate, get, prepared } = setUp();
  const refused = await get(path);
  expect((await get(path)).target).not.toBe(refused.target);
  gate.allowed = true;
  const { target } = await get(path);
  expect((await get(path)).target).toBe(target);
  expect(prepared).toEqual(['queue?']);
  const other = await get('/healthz?a');
  expect((await get('/healthz?a')).target).not.toBe(other.target);
});

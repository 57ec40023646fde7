import { expect, test } from 'vitest';
import { toUsage } from './external-metric.js';

const read = (code: number, body: unknown) => toUsage(code, 'application/json', Buffer.from(JSON.stringify(body)));
const field = (tag: number, bytes: Buffer) => Buffer.concat([Buffer.from([tag, bytes.length]), bytes]);
const list = (...values: unknown[]) => ({ items: values.map((value) => ({ value })) });

test('all items are added, each rounded up to a thousandth', () => {
  expect(read(200, list('1', '500m', '1500u'))).toEqual({ ok: true, millis: 1502n });
  expect(read(200, list(2))).toEqual({ ok: true, millis: 2000n });
});

test('what does not fit 64 bits of thousandths reads as zero', () => {
  expect(read(200, list('1e18'))).toEqual({ ok: true, millis: 0n });
});

test('an empty list and a refusal are errors', () => {
  expect(read(200, list())).toEqual({ ok: false, message: 'no metrics returned from external metrics API' });
  const message = 'unable to fetch metrics from external metrics API: too old';
  expect(read(500, { kind: 'Status', message: 'too old' })).toEqual({ ok: false, message });
  const page = toUsage(503, 'text/plain', Buffer.from('nobody home'));
  expect(page).toMatchObject({ ok: false, message: expect.stringContaining('the server answered 503: nobody home') });
});

test('protobuf is read as well', () => {
  const quantity = field(0x0a, Buffer.from('1500m'));
  const value = Buffer.concat([field(0x0a, Buffer.from('orders')), field(0x2a, quantity)]);
  const envelope = Buffer.concat([Buffer.from('k8s\0'), field(0x12, field(0x12, value))]);
  const type = 'application/vnd.kubernetes.protobuf';
  expect(toUsage(200, type, envelope)).toEqual({ ok: true, millis: 1500n });
  const status = Buffer.concat([Buffer.from('k8s\0'), field(0x12, field(0x1a, Buffer.from('gone')))]);
  expect(toUsage(404, type, status)).toMatchObject({
    ok: false,
    message: expect.stringMatching(/API: gone$/),
  });
});

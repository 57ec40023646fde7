import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { autogenName, toPlainMetric } from './metric-name.js';
import { defaultScalingOptions } from './options.js';

const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex');

test('the name is made of the first 19 bytes of the hash', () => {
  expect(autogenName('q', () => '0123456789abcdef'.repeat(4))).toBe(
    'dcaautogen-0123456789abcdef0123456789abcdef012345',
  );
});

test('names that differ in case are one object; the query keeps the case', () => {
  const upper = toPlainMetric('Shop.Orders', [], defaultScalingOptions, sha256Hex);
  const lower = toPlainMetric('shop.orders', [], defaultScalingOptions, sha256Hex);
  expect(upper).toMatchObject({ ok: true, query: 'avg:Shop.Orders{*}.rollup(30)' });
  expect(upper.ok && lower.ok && upper.name === lower.name).toBe(true);
});

test('the case of labels counts', () => {
  const [a, b] = ['x', 'X'].map((value) =>
    toPlainMetric('m', [{ key: 'k', operator: '=', values: [value] }], defaultScalingOptions, sha256Hex),
  );
  expect(a?.ok && b?.ok && a.name !== b.name).toBe(true);
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseMetricRef, printMetricRef } from './metric-ref.js';

describe('a metric name', () => {
  test('with the prefix refers to a DatadogMetric, in any case', () => {
    expect(parseMetricRef('DatadogMetric@Shop:Queue-1')).toEqual({
      ok: true,
      ref: { kind: 'reference', namespace: 'shop', name: 'queue-1' },
    });
  });

  test('without it is a Datadog metric, in the case it has', () => {
    expect(parseMetricRef('Shop.Orders')).toEqual({ ok: true, ref: { kind: 'plain', metric: 'Shop.Orders' } });
  });

  test.each([
    'datadogmetric@shop',
    'datadogmetric@:q',
    'datadogmetric@shop:q-',
    'datadogmetric@a:b:c',
    'datadogmetric@a:b\n',
  ])('of another shape is refused, and the message shows it: %j', (text) => {
    const parsed = parseMetricRef(text);
    expect(parsed).toMatchObject({ ok: false, reason: 'BadReference' });
    expect(parsed).toHaveProperty('message', expect.stringContaining(text));
  });

  test('a printed reference is read back', () => {
    const part = fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,8}[a-z0-9])?$/);
    fc.assert(
      fc.property(part, part, (namespace, name) => {
        expect(parseMetricRef(printMetricRef(namespace, name))).toEqual({
          ok: true,
          ref: { kind: 'reference', namespace, name },
        });
      }),
    );
  });
});

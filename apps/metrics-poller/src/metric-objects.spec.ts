import { type MetricState, newMetricState, readDatadogMetric, toStatus } from '@dogwatch/scaling';
import { describe, expect, test } from 'vitest';
import { isSameStatus } from './metric-objects.js';

const definition = readDatadogMetric(
  { metadata: { namespace: 'shop', name: 'orders' }, spec: { query: 'avg:shop.orders{*}' } },
  { env: () => undefined, clusterName: () => undefined },
);
const state: MetricState = {
  ...newMetricState(definition, 1_700_000_000_000),
  active: true,
  valid: true,
  value: 3,
  dataTimeSeconds: 1_700_000_000,
};
const status = toStatus(state, undefined);

describe('a status is written only when it says something new:', () => {
  test('the time of another attempt is no news', () => {
    const later = toStatus({ ...state, updatedAtMillis: state.updatedAtMillis + 30_000 }, status);
    expect(later).not.toEqual(status);
    expect(isSameStatus(later, status)).toBe(true);
  });

  test.each([
    ['a value', { value: 4 }],
    ['a newer data point', { dataTimeSeconds: 1_700_000_030 }],
    ['an error', { error: { reason: 'RateLimited', message: '429' } }],
    ['becoming invalid', { valid: false }],
    ['a reference', { references: ['hpa:shop/web'] }],
  ] satisfies readonly [string, Partial<MetricState>][])('%s is', (_, change) => {
    expect(isSameStatus(toStatus({ ...state, ...change }, status), status)).toBe(false);
  });

  test('the first status is', () => {
    expect(isSameStatus(status, undefined)).toBe(false);
  });
});

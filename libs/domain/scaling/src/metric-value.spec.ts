import { metricValue } from '@dogwatch/messages';
import { expect, test } from 'vitest';
import { toStatus } from './datadog-metric-status.js';
import { readDatadogMetric } from './metric-definition.js';
import { type MetricState, newMetricState } from './metric-state.js';
import { fromDatadogMetric, toMetricValue } from './metric-value.js';
import { defaultScalingOptions as options } from './options.js';

const object = { metadata: { namespace: 'shop', name: 'orders' }, spec: { query: 'avg:m{*}', maxAge: '10m' } };
const lookups = { env: () => undefined, clusterName: () => undefined };
const fresh: MetricState = newMetricState(readDatadogMetric(object, lookups), 120_000);
const states: readonly MetricState[] = [
  { ...fresh, active: true, valid: true, value: 3, dataTimeSeconds: 100, references: ['hpa:a/b'] },
  { ...fresh, active: true, valid: true, dataTimeSeconds: 100, error: { reason: 'RateLimited', message: '429' } },
  { ...fresh, active: true, error: { reason: 'NoSeries', message: 'none' } },
  { ...fresh, active: true },
  { ...fresh, active: true, dataTimeSeconds: 100 },
  fresh,
];

test.each(states)('the leader and a replica that reads the status tell the same: %#', (state) => {
  const value = toMetricValue(state, options);
  expect(metricValue.parse(value)).toEqual(value);
  expect(fromDatadogMetric({ ...object, status: toStatus(state, undefined) }, options, 120_000)).toEqual(value);
});

test('a value tells why it is not valid', () => {
  expect(states.map((state) => toMetricValue(state, options)).map(({ reason, value }) => [reason, value])).toEqual([
    ['', 3],
    ['', 0],
    ['NoSeries', null],
    ['NotQueriedYet', null],
    ['', 0],
    ['NotActive', null],
  ]);
  expect(toMetricValue(fresh, options)).toMatchObject({
    maxAgeSeconds: 600,
    message: expect.stringContaining('nothing refers to it'),
  });
});

test('a bad maxAge in the object counts as none', () => {
  const broken = { ...object, spec: { query: 'avg:m{*}', maxAge: 'x' } };
  expect(fromDatadogMetric(broken, options, 0).maxAgeSeconds).toBe(120);
});

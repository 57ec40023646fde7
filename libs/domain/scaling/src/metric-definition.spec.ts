import { describe, expect, test } from 'vitest';
import { alwaysActiveAnnotation } from './always-active.js';
import { checkMetricQuery } from './check-metric-query.js';
import { toStatus } from './datadog-metric-status.js';
import { readDatadogMetric, restoreMetricState } from './metric-definition.js';
import { newMetricState } from './metric-state.js';

const lookups = { env: (name: string) => (name === 'DC' ? 'east' : undefined), clusterName: () => 'blue' };
const metadata = { namespace: 'shop', name: 'orders' };

function read(spec: Record<string, string>): ReturnType<typeof readDatadogMetric> {
  return readDatadogMetric({ metadata, spec }, lookups);
}

describe('a DatadogMetric', () => {
  test('is read with durations and templates', () => {
    const query = 'avg:orders{dc:%%env_DC%%,cluster:%%tag_kube_cluster_name%%}';
    expect(read({ query, maxAge: '5m', timeWindow: '0s' })).toEqual({
      namespace: 'shop',
      name: 'orders',
      query,
      resolvedQuery: 'avg:orders{dc:east,cluster:blue}',
      problem: undefined,
      externalMetricName: '',
      alwaysActive: false,
      maxAgeSeconds: 300,
      timeWindowSeconds: 0,
    });
  });

  test.each([
    [{ query: 'avg:m{*}', maxAge: 'soon' }, 'InvalidDuration', 'spec.maxAge'],
    [{ query: 'avg:m{*}', timeWindow: '1d' }, 'InvalidDuration', 'spec.timeWindow'],
    [{ query: 'avg:m{%%env_NONE%%}' }, 'TemplateError', 'Cannot resolve query'],
    [{ query: 'avg:m{*' }, 'InvalidQuery', 'spec.query'],
    [{}, 'InvalidQuery', 'spec.query'],
  ])('with a mistake has a problem: %j', (spec, reason, text) => {
    expect(read(spec as Record<string, string>)).toMatchObject({
      resolvedQuery: undefined,
      problem: { reason, message: expect.stringContaining(text) },
    });
  });

  test('without a specification has a problem, too', () => {
    expect(readDatadogMetric({ metadata }, lookups).problem?.reason).toBe('InvalidQuery');
  });
});

describe('a metric seen for the first time', () => {
  const spec = { query: 'avg:orders{*}' };

  test('without a status was never queried', () => {
    const object = { metadata: { ...metadata, annotations: { [alwaysActiveAnnotation]: '1' } }, spec };
    const definition = readDatadogMetric(object, lookups);
    expect(restoreMetricState(object, definition, 5000)).toEqual(newMetricState(definition, 5000));
    expect(restoreMetricState(object, definition, 5000).active).toBe(true);
  });

  test('takes over what its status tells', () => {
    const before = {
      active: true,
      valid: true,
      value: 3,
      dataTimeSeconds: 100,
      error: undefined,
      references: ['hpa:shop/web'],
      updatedAtMillis: 120_000,
    };
    const object = { metadata, spec, status: toStatus(before, undefined) };
    expect(restoreMetricState(object, readDatadogMetric(object, lookups), 999_000)).toMatchObject({
      ...before,
      suspect: false,
    });
    const error = { reason: 'RequestRefused', message: '400' } as const;
    const refused = { metadata, spec, status: toStatus({ ...before, valid: false, error }, undefined) };
    expect(restoreMetricState(refused, readDatadogMetric(refused, lookups), 999_000)).toMatchObject({
      error,
      suspect: true,
    });
  });

  test('gets its problem, whatever the status says', () => {
    const status = toStatus({ ...newMetricState(read(spec), 0), valid: true, active: true }, undefined);
    const object = { metadata, spec: { query: 'avg:m{' }, status };
    expect(restoreMetricState(object, readDatadogMetric(object, lookups), 9000)).toMatchObject({
      valid: false,
      error: { reason: 'InvalidQuery' },
    });
  });
});

test.each([
  ['avg:m{a:b} by {c}.rollup(60) / 2', true],
  ['avg:m{*},avg:n{*}', false],
  ['avg:m{a:b]', false],
  ['avg:m{app:{{ .Values.app }}}', false],
  ['avg:m{$env}', false],
  [' ', false],
])('the query %j may be sent: %s', (query, ok) => {
  expect(checkMetricQuery(query)).toMatchObject(ok ? { ok } : { ok, reason: 'InvalidQuery' });
});

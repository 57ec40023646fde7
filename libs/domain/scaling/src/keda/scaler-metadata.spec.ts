import { describe, expect, test } from 'vitest';
import { parseScalerMetadata } from './scaler-metadata.js';

const query = 'avg:kennel.dogs{yard:north}';
const plain = { scalerAddress: 'keda-scaler:9090', query, targetValue: '2' };

function problemsOf(metadata: Readonly<Record<string, string>>): readonly string[] {
  const parsed = parseScalerMetadata(metadata, 'shop');
  return parsed.ok ? [] : parsed.problems.map(({ key, message }) => `${key}: ${message}`);
}

test('a query gets the defaults of KEDA, and its metric the name that KEDA gives it', () => {
  expect(parseScalerMetadata(plain, 'shop')).toEqual({
    ok: true,
    spec: {
      mode: 'query',
      metricName: 'datadog-avg-kennel-dogs',
      target: 2,
      activation: 0,
      filler: undefined,
      maxStalenessSeconds: 300,
      org: 'default',
      query,
      aggregator: '',
      ageSeconds: 90,
      offsetSeconds: 0,
      pointOffset: 0,
      pointCount: 10,
    },
  });
});

test('every key counts', () => {
  const metadata = {
    query: `${query},avg:kennel.cats{*}`,
    queryValue: '1e2',
    queryAggregator: 'average',
    age: '600',
    timeWindowOffset: '30',
    lastAvailablePointOffset: '12',
    metricUnavailableValue: '-3',
    org: 'team-b',
    maxStaleness: '90s',
  };
  expect(parseScalerMetadata(metadata, 'shop')).toMatchObject({
    spec: {
      target: 100,
      aggregator: 'average',
      ageSeconds: 600,
      offsetSeconds: 30,
      pointOffset: 12,
      pointCount: 13,
      filler: -3,
      org: 'team-b',
      maxStalenessSeconds: 90,
    },
  });
});

describe('a DatadogMetric', () => {
  const metric = { datadogMetricName: 'dogs', targetValue: '2' };

  test("is one of the ScaledObject's namespace unless another is given", () => {
    expect(parseScalerMetadata(metric, 'shop')).toMatchObject({
      spec: { mode: 'datadogmetric', namespace: 'shop', name: 'dogs', metricName: 'datadogmetric@shop:dogs' },
    });
    expect(parseScalerMetadata({ ...metric, datadogMetricNamespace: 'kennel' }, 'shop')).toMatchObject({
      spec: { namespace: 'kennel' },
    });
  });

  test('is chosen beside a query only by useClusterAgentProxy', () => {
    const both = { ...plain, ...metric };
    expect(problemsOf(both)).toEqual([expect.stringContaining('both query and datadogMetricName are given')]);
    expect(parseScalerMetadata({ ...both, useClusterAgentProxy: 'true' }, 'shop')).toMatchObject({
      spec: { mode: 'datadogmetric' },
    });
    expect(parseScalerMetadata({ ...both, useClusterAgentProxy: 'false' }, 'shop')).toMatchObject({
      spec: { mode: 'query' },
    });
  });
});

describe('activation', () => {
  test.each([
    ['the key of the other mode', { activationTargetValue: '4' }, 4],
    ['the key of the mode before the other', { activationTargetValue: '4', activationQueryValue: '5' }, 5],
    ['an explicit 0', { activationTargetValue: '4', activationQueryValue: '0' }, 0],
  ])('takes %s', (_, keys, activation) => {
    expect(parseScalerMetadata({ ...plain, ...keys }, 'shop')).toMatchObject({ spec: { activation } });
  });

  test('takes the key of queries for a DatadogMetric', () => {
    const metadata = { datadogMetricName: 'dogs', targetValue: '2', activationQueryValue: '5' };
    expect(parseScalerMetadata(metadata, 'shop')).toMatchObject({ spec: { activation: 5 } });
  });
});

describe('what is wrong', () => {
  test('is told all at once', () => {
    const parsed = parseScalerMetadata({ age: 'x', queryAggregator: 'sum', type: 'global' }, 'shop');
    expect(parsed).toMatchObject({ ok: false, reason: 'InvalidMetadata' });
    expect(parsed.ok ? [] : parsed.problems.map(({ key }) => key)).toEqual([
      'targetValue',
      'query',
      'queryAggregator',
      'age',
      'type',
    ]);
  });

  test.each([
    [{ targetValue: '0' }, 'targetValue: targetValue 0 is too small: the HorizontalPodAutoscaler needs at least 0.001'],
    [
      { queryValue: '1e16', targetValue: '' },
      'queryValue: queryValue 10000000000000000 is too large: the HorizontalPodAutoscaler takes less than 9220000000000000',
    ],
    [{ targetValue: '-1' }, 'targetValue: no targetValue or queryValue given'],
    [{ age: '0' }, 'age: age 0 must be at least 1'],
    [
      { lastAvailablePointOffset: '1000' },
      'lastAvailablePointOffset: lastAvailablePointOffset 1000 must be at most 999',
    ],
    [{ maxStaleness: '300' }, 'maxStaleness: maxStaleness "300" must be a duration such as 90s or 5m'],
    [{ org: 'a b' }, expect.stringMatching(/^org: org "a b" is no name/)],
    [{ query: 'avg:a{*})' }, expect.stringMatching(/^query: query: .*line 1, column 9/)],
    [{ query: 'avg:a{$env}' }, expect.stringContaining('$env is a dashboard variable')],
    [{ type: 'total' }, 'type: type has to be global or average'],
  ])('%j', (keys, problem) => {
    expect(problemsOf({ ...plain, ...keys })).toEqual([problem]);
  });

  test('type: average says what happens anyway', () => {
    expect(problemsOf({ ...plain, type: 'Average' })).toEqual([]);
  });
});

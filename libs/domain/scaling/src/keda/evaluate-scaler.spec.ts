import type { MetricSeriesAnswer, MetricValue } from '@dogwatch/messages';
import { describe, expect, test } from 'vitest';
import { evaluateMetricValue, evaluateSeries, evaluateSeriesAnswer } from './evaluate-scaler.js';
import { type DatadogMetricScaler, parseScalerMetadata, type QueryScaler } from './scaler-metadata.js';

const nowMillis = 1_700_000_000_000;

function querySpec(metadata: Readonly<Record<string, string>> = {}): QueryScaler {
  const parsed = parseScalerMetadata({ query: 'avg:kennel.dogs{*}', targetValue: '2', ...metadata }, 'shop');
  if (!parsed.ok || parsed.spec.mode !== 'query') throw new Error('not a query');
  return parsed.spec;
}

function metricSpec(metadata: Readonly<Record<string, string>> = {}): DatadogMetricScaler {
  const parsed = parseScalerMetadata({ datadogMetricName: 'dogs', targetValue: '2', ...metadata }, 'shop');
  if (!parsed.ok || parsed.spec.mode !== 'datadogmetric') throw new Error('not a DatadogMetric');
  return parsed.spec;
}

function seriesOf(values: readonly (number | null)[], pointCount = values.length) {
  return { scope: '*', points: values.map((value, index): [number, number | null] => [index, value]), pointCount };
}

function answerOf(fields: Partial<MetricSeriesAnswer>): MetricSeriesAnswer {
  return {
    org: 'default',
    query: 'avg:kennel.dogs{*}',
    ageSeconds: 90,
    offsetSeconds: 0,
    attemptedAtMillis: nowMillis,
    reason: '',
    message: '',
    httpStatus: 200,
    rateLimit: null,
    answeredAtMillis: nowMillis,
    series: [seriesOf([1, 4])],
    ...fields,
  };
}

describe('series', () => {
  test('give the last value, and whether it is above the activation', () => {
    expect(evaluateSeries(querySpec({ activationTargetValue: '4' }), [seriesOf([1, 4])])).toEqual({
      ok: true,
      value: 4,
      active: false,
    });
  });

  test('are counted back from the last value, over those that did not travel', () => {
    const spec = querySpec({ lastAvailablePointOffset: '2' });
    expect(evaluateSeries(spec, [seriesOf([1, null, 4])])).toMatchObject({ value: 1 });
    expect(evaluateSeries(spec, [seriesOf([1, 4])])).toMatchObject({ reason: 'SeriesTooShort' });
    expect(evaluateSeries(querySpec(), [seriesOf([null, null], 40)])).toMatchObject({ reason: 'OnlyNulls' });
  });

  test('need an aggregator when there are several', () => {
    const two = [seriesOf([1]), seriesOf([9])];
    expect(evaluateSeries(querySpec(), two)).toMatchObject({ reason: 'MultipleSeries' });
    expect(evaluateSeries(querySpec({ queryAggregator: 'max' }), two)).toMatchObject({ value: 9 });
  });
});

describe('an answer', () => {
  test('is kept while the rate limit is reached, until it is too old', () => {
    const limited = { reason: 'RateLimited', message: 'wait', answeredAtMillis: nowMillis - 300_000 };
    expect(evaluateSeriesAnswer(querySpec(), answerOf(limited), nowMillis)).toEqual({
      ok: true,
      value: 4,
      active: true,
      keptThrough: 'RateLimited',
    });
    expect(evaluateSeriesAnswer(querySpec(), answerOf(limited), nowMillis + 1000)).toEqual({
      ok: false,
      reason: 'RateLimited',
      message: 'wait',
    });
    expect(
      evaluateSeriesAnswer(querySpec({ metricUnavailableValue: '1' }), answerOf(limited), nowMillis + 1000),
    ).toMatchObject({ ok: false });
  });

  test('that never was is the failure itself', () => {
    const answer = answerOf({ reason: 'ServerError', message: 'away', answeredAtMillis: 0, series: [] });
    expect(evaluateSeriesAnswer(querySpec({ metricUnavailableValue: '1' }), answer, nowMillis)).toMatchObject({
      reason: 'ServerError',
    });
  });

  test('that is refused fails at once, whatever was before', () => {
    const answer = answerOf({ reason: 'UnknownOrg', message: 'there is no such organization' });
    expect(evaluateSeriesAnswer(querySpec(), answer, nowMillis)).toMatchObject({
      ok: false,
      message: 'there is no such organization',
    });
  });

  test('without data gives the filler, also for 422', () => {
    const spec = querySpec({ metricUnavailableValue: '3' });
    expect(evaluateSeriesAnswer(spec, answerOf({ series: [] }), nowMillis)).toMatchObject({ value: 3, active: true });
    expect(evaluateSeriesAnswer(spec, answerOf({ reason: 'UnprocessableQuery' }), nowMillis)).toMatchObject({
      value: 3,
    });
    expect(evaluateSeriesAnswer(spec, answerOf({ reason: 'CredentialsRefused' }), nowMillis)).toMatchObject({
      ok: false,
    });
  });

  test('goes stale when nothing is heard any more', () => {
    expect(evaluateSeriesAnswer(querySpec({ maxStaleness: '10s' }), answerOf({}), nowMillis + 10_001)).toMatchObject({
      reason: 'Stale',
    });
  });
});

describe('a DatadogMetric', () => {
  const known: MetricValue = {
    namespace: 'shop',
    name: 'dogs',
    active: true,
    valid: true,
    value: 5,
    dataTimeSeconds: 1000,
    maxAgeSeconds: 120,
    updatedAtMillis: 1_000_000,
    reason: '',
    message: '',
  };

  test('gives its value while it is fresh, and for maxStaleness more', () => {
    const spec = metricSpec({ maxStaleness: '60s' });
    expect(evaluateMetricValue(spec, known, 1180)).toEqual({ ok: true, value: 5, active: true });
    expect(evaluateMetricValue(spec, known, 1181)).toMatchObject({ reason: 'Stale' });
  });

  test('that is invalid tells why, unless something stands in for no data', () => {
    const invalid = { ...known, valid: false, reason: 'NoSeries', message: 'no series' };
    expect(evaluateMetricValue(metricSpec(), invalid, 1000)).toEqual({
      ok: false,
      reason: 'NoSeries',
      message: 'no series',
    });
    expect(evaluateMetricValue(metricSpec({ metricUnavailableValue: '0' }), invalid, 1000)).toEqual({
      ok: true,
      value: 0,
      active: false,
    });
    expect(evaluateMetricValue(metricSpec({ metricUnavailableValue: '0' }), undefined, 1000)).toMatchObject({
      reason: 'NotFound',
    });
  });
});

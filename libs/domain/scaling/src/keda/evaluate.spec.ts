import { describe, expect, test } from 'vitest';
import { evaluate, planTriggerRequest } from './evaluate.js';
import { parseTrigger } from './parse-trigger.js';
import type { TriggerInput, TriggerSpec } from './trigger-spec.js';

const authParams = {
  apiKey: 'an-api-key',
  appKey: 'an-app-key',
  datadogNamespace: 'monitoring',
  datadogMetricsService: 'metrics',
};

function specOf(metadata: Readonly<Record<string, string>>, input: Partial<TriggerInput> = {}): TriggerSpec {
  const parsed = parseTrigger({ metadata, authParams, ...input });
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.spec;
}

function answerOf(body: unknown, httpStatus = 200, statusText = 'OK') {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { httpStatus, statusText, header: () => undefined, body: text };
}

const seriesOf = (...lists: readonly (readonly (number | null)[])[]) => ({
  status: 'ok',
  series: lists.map((values) => ({ pointlist: values.map((value, index) => [index * 1000, value]) })),
});

describe('a query', () => {
  const metadata = { query: 'avg:kennel.dogs{*}', targetValue: '2', timeWindowOffset: '10', age: '60' };

  test('is asked for over its window, with the keys in headers', () => {
    expect(planTriggerRequest(specOf(metadata), 1_000.9)).toEqual({
      ok: true,
      host: 'api.datadoghq.com',
      path: '/api/v1/query',
      parameters: { from: '930', to: '990', query: 'avg:kennel.dogs{*}' },
      headers: { 'dd-api-key': 'an-api-key', 'dd-application-key': 'an-app-key', accept: 'application/json' },
    });
  });

  test('is not asked for at a private site', () => {
    const spec = specOf(metadata, { authParams: { ...authParams, datadogSite: 'kennel.datadoghq.com' } });
    expect(planTriggerRequest(spec, 0)).toMatchObject({
      ok: false,
      message: expect.stringContaining('invalid value kennel.datadoghq.com'),
    });
  });

  test('takes the average of several series when told to', () => {
    expect(
      evaluate(specOf({ ...metadata, queryAggregator: 'average' }), answerOf(seriesOf([1, 2], [4, null]))),
    ).toEqual({
      ok: true,
      value: 3,
      active: true,
    });
  });

  test('survives whatever the body is', () => {
    const spec = specOf(metadata);
    for (const body of [
      '',
      '[1',
      '{"a":1',
      '{"series":[{"pointlist":[[1]]}]}',
      '{"series":7}',
      '"x"',
      '{"series":[null]}',
    ])
      expect(evaluate(spec, answerOf(body))).toMatchObject({
        ok: false,
        message: expect.stringMatching(/^error getting metrics/),
      });
    expect(evaluate(spec, answerOf('{"a":1'))).toMatchObject({
      message: expect.stringContaining('unexpected end of JSON input'),
    });
  });

  test('takes an empty body for no data', () => {
    expect(evaluate(specOf({ ...metadata, metricUnavailableValue: '5' }), answerOf(''))).toMatchObject({ value: 5 });
  });

  test('tells a 422 that nothing stands in for', () => {
    expect(evaluate(specOf(metadata), answerOf({}, 422, 'Unprocessable Entity'))).toEqual({
      ok: false,
      message: 'error getting metrics from Datadog: error when retrieving Datadog metrics: 422 Unprocessable Entity',
    });
  });
});

describe('a DatadogMetric', () => {
  const metadata = {
    useClusterAgentProxy: 'true',
    datadogMetricName: 'dogs',
    datadogMetricNamespace: 'kennel',
    targetValue: '2',
    activationTargetValue: '7',
  };

  test('is asked for at the service, with no label selector', () => {
    expect(planTriggerRequest(specOf(metadata), 0)).toEqual({
      ok: true,
      host: 'metrics.monitoring:8443',
      path: '/apis/external.metrics.k8s.io/v1beta1/namespaces/kennel/datadogmetric@kennel:dogs',
      parameters: {},
      headers: {},
    });
  });

  test.each([
    ['7500m', 7.5],
    ['2k', 2000],
    [8, 8],
  ])('reads the value %s', (value, number) => {
    expect(evaluate(specOf(metadata), answerOf({ items: [{ value }] }))).toEqual({
      ok: true,
      value: number,
      active: true,
    });
  });

  test.each([
    [true, 'True'],
    [{}, 'JSON'],
    [undefined, 'Null'],
  ])('refuses the value %s', (value, shown) => {
    expect(evaluate(specOf(metadata), answerOf({ items: [{ value }] }))).toMatchObject({
      ok: false,
      message: expect.stringContaining(`got: '${shown}'`),
    });
  });
});

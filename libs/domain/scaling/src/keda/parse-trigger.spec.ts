import { describe, expect, test } from 'vitest';
import { parseTrigger } from './parse-trigger.js';
import type { TriggerInput } from './trigger-spec.js';

const keys = { apiKey: 'an-api-key', appKey: 'an-app-key' };
const service = { datadogNamespace: 'monitoring', datadogMetricsService: 'metrics' };
const query = 'avg:kennel.dogs{yard:north}';

function errorOf(input: Partial<TriggerInput>): string | undefined {
  const parsed = parseTrigger({ metadata: {}, authParams: keys, ...input });
  return parsed.ok ? undefined : parsed.message;
}

describe('a query', () => {
  test('gets its defaults', () => {
    expect(parseTrigger({ metadata: { query, queryValue: '12.5' }, authParams: keys, triggerIndex: 2 })).toEqual({
      ok: true,
      spec: {
        mode: 'query',
        metricName: 's2-datadog-avg-kennel-dogs',
        target: 12.5,
        targetType: 'AverageValue',
        activation: 0,
        filler: undefined,
        timeoutMillis: 0,
        query,
        aggregator: '',
        ageSeconds: 90,
        windowOffsetSeconds: 0,
        pointOffset: 0,
        site: 'datadoghq.com',
        ...keys,
      },
    });
  });

  test('takes every key, trimmed', () => {
    const metadata = {
      query: ` ${query}\n`,
      targetValue: '3',
      queryValue: '4',
      queryAggregator: 'max',
      activationQueryValue: '-1.5',
      activationTargetValue: '99',
      age: '600',
      timeWindowOffset: '30',
      lastAvailablePointOffset: '1',
      metricUnavailableValue: '0',
      timeout: '1500',
      hpaMetricName: 'ignored',
    };
    expect(parseTrigger({ metadata, authParams: keys, metricType: 'Value' })).toMatchObject({
      spec: {
        query,
        target: 3,
        targetType: 'Value',
        aggregator: 'max',
        activation: -1.5,
        ageSeconds: 600,
        windowOffsetSeconds: 30,
        pointOffset: 1,
        filler: 0,
        timeoutMillis: 1500,
        metricName: 's0-datadog-avg-kennel-dogs',
      },
    });
  });

  test.each([
    [
      'without an application key',
      { metadata: { query }, authParams: { apiKey: 'k' } },
      'error parsing Datadog metadata: missing AppKey',
    ],
    ['without a query', { metadata: { targetValue: '1' } }, 'error parsing Datadog metadata: missing Query'],
    ['without a target', { metadata: { query } }, 'no targetValue or queryValue given'],
    ['with the target -1', { metadata: { query, targetValue: '-1' } }, 'no targetValue or queryValue given'],
    [
      'without a scope on one line',
      { metadata: { query: 'avg:a{\n}', targetValue: '1' } },
      'error parsing Datadog metadata: error in query: malformed Datadog query: missing query scope',
    ],
    ['with an empty type', { metadata: { query, targetValue: '1', type: '' } }, 'type has to be global or average'],
    [
      'with a bad flag',
      { metadata: { useClusterAgentProxy: 'yes' } },
      'error parsing Datadog metadata: unable to set param "useClusterAgentProxy" value "yes": unable to parse boolean value "yes": strconv.ParseBool: parsing "yes": invalid syntax',
    ],
    [
      'with a fraction for a whole number',
      { metadata: { age: '1.5' } },
      'error parsing Datadog metadata: unable to set param "age" value "1.5": unable to unmarshal to field type int: json: cannot unmarshal number 1.5 into Go value of type int',
    ],
    [
      'with a word for a number',
      { metadata: { queryValue: 'true' } },
      'error parsing Datadog metadata: unable to set param "targetValue,queryValue" value "true": unable to unmarshal to field type float64: json: cannot unmarshal bool into Go value of type float64',
    ],
    [
      'with a number that ends early',
      { metadata: { queryValue: '7.' } },
      'error parsing Datadog metadata: unable to set param "targetValue,queryValue" value "7.": unable to unmarshal to field type float64: unexpected end of JSON input',
    ],
    [
      'with a number and a unit',
      { metadata: { queryValue: '7k' } },
      `error parsing Datadog metadata: unable to set param "targetValue,queryValue" value "7k": unable to unmarshal to field type float64: invalid character 'k' after top-level value`,
    ],
    [
      'with milliseconds below 0',
      { metadata: { timeout: '-3' } },
      'error parsing Datadog metadata: unable to set param "timeout" value "-3": duration cannot be negative: -3 milliseconds',
    ],
  ] as const)('is refused %s', (_, input, message) => {
    expect(errorOf(input)).toBe(message);
  });

  test('is named for each key that is wrong', () => {
    const parsed = parseTrigger({ metadata: { query: 'avg:a', age: 'x', queryValue: 'y' }, authParams: keys });
    expect(parsed).toMatchObject({ ok: false, problems: [{ key: 'age' }, { key: 'queryValue' }, { key: 'query' }] });
  });
});

describe('a DatadogMetric', () => {
  const metadata = {
    useClusterAgentProxy: 'true',
    datadogMetricName: 'dogs',
    datadogMetricNamespace: 'kennel',
    targetValue: '3',
    activationQueryValue: '7',
  };

  test('has neither an index in its name nor, without a mode, a token', () => {
    expect(parseTrigger({ metadata, authParams: { ...service, token: 't' }, triggerIndex: 4 })).toEqual({
      ok: true,
      spec: {
        mode: 'datadogmetric',
        metricName: 'datadogmetric@kennel:dogs',
        target: 3,
        targetType: 'AverageValue',
        activation: 0,
        filler: undefined,
        timeoutMillis: 0,
        metricNamespace: 'kennel',
        serviceName: 'metrics',
        serviceNamespace: 'monitoring',
        servicePort: 8443,
        skipsVerification: false,
        token: undefined,
      },
    });
  });

  test.each([
    [
      'without a token',
      { authMode: 'bearer' },
      'bearer token=<empty> is required when bearer auth is enabled\nbearer token=<empty> is required when bearer auth is enabled',
    ],
    [
      'with another mode',
      { authMode: 'basic' },
      'auth mode "basic" is not supported by this scaler; supported modes: [bearer]',
    ],
    [
      'with two modes',
      { authModes: 'bearer, basic', token: 't' },
      'parameter "authModes,authMode" value "bearer, basic" must contain only one of [bearer basic oauth]',
    ],
  ])('is refused %s', (_, authParams, message) => {
    expect(errorOf({ metadata, authParams: { ...service, ...authParams } })).toBe(
      `error parsing Datadog metadata: ${message}`,
    );
  });

  test('is refused for the service first', () => {
    expect(errorOf({ metadata: { useClusterAgentProxy: '1' }, authParams: {} })).toBe(
      'datadog metrics service is required',
    );
  });
});

import { createHash } from 'node:crypto';
import type { MetricValue } from '@dogwatch/messages';
import { describe, expect, test } from 'vitest';
import { type MetricRequest, resolveRequest, serveMetric, type ServeOptions, type ServeResult } from './serve.js';

const nowSeconds = 1_700_000_000;
const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex');
const options: ServeOptions = {
  statusCodes: 'precise',
  namespaceIsolation: false,
  autogenNamespace: 'dogwatch',
  aggregator: 'avg',
  rollupSeconds: 30,
  queryValidityPeriodSeconds: 30,
};
const known: MetricValue = {
  namespace: 'shop',
  name: 'orders',
  active: true,
  valid: true,
  value: 1.5,
  dataTimeSeconds: nowSeconds - 60,
  maxAgeSeconds: 120,
  updatedAtMillis: 0,
  reason: '',
  message: '',
};
const request: MetricRequest = { namespace: 'shop', metric: 'datadogmetric@shop:orders' };

function serve(
  change: Partial<MetricValue> = {},
  {
    options: more = {},
    request: asked = {},
  }: { options?: Partial<ServeOptions>; request?: Partial<MetricRequest> } = {},
): ServeResult {
  const value = { ...known, ...change };
  return serveMetric(
    { ...request, ...asked },
    {
      lookup: (key) => (key === 'shop/orders' ? value : undefined),
      options: { ...options, ...more },
      nowSeconds,
      sha256Hex,
    },
  );
}

describe('a request', () => {
  test('gets the value with the time of its data point', () => {
    expect(serve({}, { request: { metric: 'DatadogMetric@Shop:Orders', labelSelector: 'ignored=1' } })).toEqual({
      ok: true,
      key: 'shop/orders',
      item: {
        metricName: 'datadogmetric@shop:orders',
        metricLabels: null,
        timestamp: '2023-11-14T22:12:20Z',
        value: '1500m',
      },
    });
  });

  test('for a plain metric means the generated DatadogMetric, whatever the case', () => {
    const keys = ['Orders', 'orders'].map((metric) => resolveRequest({ namespace: 'x', metric }, options, sha256Hex));
    expect(keys[0]).toEqual(keys[1]);
    expect(keys[0]).toMatchObject({
      ok: true,
      metricName: 'orders',
      key: expect.stringMatching(/^dogwatch\/dcaautogen-/),
    });
  });

  test.each([
    ['shop', true],
    ['bank', false],
  ])('from the namespace %s under isolation: %s', (namespace, ok) => {
    const served = serve({}, { options: { namespaceIsolation: true }, request: { namespace } });
    expect(served).toMatchObject(ok ? { ok } : { ok, httpStatus: 403, statusReason: 'Forbidden' });
  });
});

describe('a refusal', () => {
  test.each([
    {
      of: 'an unknown metric',
      known: {},
      asked: { metric: 'datadogmetric@shop:none' },
      httpStatus: 404,
      reason: 'NotFound',
    },
    {
      of: 'a bad reference',
      known: {},
      asked: { metric: 'datadogmetric@shop' },
      httpStatus: 400,
      reason: 'BadReference',
    },
    {
      of: 'no series',
      known: { valid: false, reason: 'NoSeries', message: 'none' },
      asked: {},
      httpStatus: 422,
      reason: 'NoSeries',
    },
    {
      of: 'only nulls',
      known: { valid: false, reason: 'OnlyNulls', message: 'none' },
      asked: {},
      httpStatus: 422,
      reason: 'OnlyNulls',
    },
    {
      of: 'an outdated point',
      known: { valid: false, reason: 'Outdated', message: 'old' },
      asked: {},
      httpStatus: 422,
      reason: 'Outdated',
    },
    {
      of: 'a 429',
      known: { valid: false, reason: 'RateLimited', message: '429' },
      asked: {},
      httpStatus: 500,
      reason: 'RateLimited',
    },
    {
      of: 'a bad query',
      known: { valid: false, reason: 'QueryRejected', message: 'no' },
      asked: {},
      httpStatus: 500,
      reason: 'QueryRejected',
    },
    { of: 'a stale value', known: { dataTimeSeconds: nowSeconds - 151 }, asked: {}, httpStatus: 500, reason: 'Stale' },
    {
      of: 'no value',
      known: { value: null, reason: '', message: '' },
      asked: {},
      httpStatus: 500,
      reason: 'NotQueriedYet',
    },
    { of: 'no time', known: { dataTimeSeconds: null }, asked: {}, httpStatus: 500, reason: 'NotQueriedYet' },
    { of: 'a huge value', known: { value: 1e18 }, asked: {}, httpStatus: 500, reason: 'OutOfRange' },
    { of: 'no number', known: { value: Number.NaN }, asked: {}, httpStatus: 500, reason: 'NotRepresentable' },
  ])('of $of', ({ known, asked, httpStatus, reason }) => {
    const precise = serve(known, { request: asked });
    expect(precise).toMatchObject({ ok: false, httpStatus, reason });
    const compatible = serve(known, { request: asked, options: { statusCodes: 'datadog' } });
    expect(compatible).toMatchObject({ ok: false, httpStatus: 500, statusReason: 'InternalError', reason });
  });

  test('has the cause in its message', () => {
    expect(serve({ valid: false, reason: 'ServerError', message: 'away' })).toMatchObject({
      message: 'away',
      statusMessage: 'Internal error occurred: away',
      causes: ['away'],
      key: 'shop/orders',
    });
    expect(serve({ valid: false })).toMatchObject({ message: 'DatadogMetric is invalid, missing error details' });
    expect(serve({ valid: false, reason: 'NoSeries', message: 'none' })).toMatchObject({ statusMessage: 'none' });
  });

  test.each(['a=', 'a,', 'a>1'])('of the selector %j for a plain metric', (labelSelector) => {
    const served = serve({}, { request: { metric: 'orders', labelSelector }, options: { statusCodes: 'datadog' } });
    expect(served).toMatchObject(
      labelSelector === 'a=' ? { httpStatus: 500, reason: 'NotFound' } : { httpStatus: 400, reason: 'BadSelector' },
    );
  });
});

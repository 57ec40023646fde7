import type { MetricValue } from '@dogwatch/messages';
import { createValueStore } from '@dogwatch/scaling';
import type { SpanContext } from '@opentelemetry/api';
import { describe, expect, test } from 'vitest';
import { createDecisionLog } from './explain/decision-log.js';
import type { MetricRequest } from './http/parse-target.js';
import { createServe } from './serve.js';

const nowMillis = 1_700_000_000_000;
const origin = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 };
const queue: MetricValue = {
  namespace: 'shop',
  name: 'queue',
  active: true,
  valid: true,
  value: 12.5,
  dataTimeSeconds: nowMillis / 1000 - 20,
  maxAgeSeconds: 120,
  updatedAtMillis: nowMillis - 5000,
  reason: '',
  message: '',
};

function setUp(namespaceIsolation = false) {
  const resources = new Map<string, MetricValue>();
  const store = createValueStore<SpanContext>(resources, () => nowMillis);
  const decisions = createDecisionLog(5, 100);
  const clock = { millis: nowMillis };
  const state = { isLoaded: true };
  const prepare = createServe({
    store,
    decisions,
    isLoaded: () => state.isLoaded,
    nowMillis: () => clock.millis,
    options: {
      statusCodes: 'precise',
      namespaceIsolation,
      autogenNamespace: 'dogwatch',
      aggregator: 'avg',
      rollupSeconds: 30,
      queryValidityPeriodSeconds: 30,
    },
  });
  const serve = (one: MetricRequest) => {
    const { answer, ...rest } = prepare(one)();
    return { object: answer.object, ...rest };
  };
  return { resources, store, decisions, clock, prepare, serve, state };
}

const request = { namespace: 'shop', metric: 'datadogmetric@shop:queue', labelSelector: '' };

describe('serving', () => {
  test('gives the value with its time, its age and its origin', () => {
    const { store, serve } = setUp();
    store.put(queue, origin);
    expect(serve(request)).toEqual({
      object: {
        kind: 'ExternalMetricValueList',
        apiVersion: 'external.metrics.k8s.io/v1beta1',
        metadata: {},
        items: [
          {
            metricName: 'datadogmetric@shop:queue',
            metricLabels: null,
            timestamp: '2023-11-14T22:13:00Z',
            value: '12500m',
          },
        ],
      },
      ageSeconds: 20,
      origin,
    });
  });

  test('renders a value once and stops as soon as it is too old', () => {
    const { store, prepare, clock } = setUp();
    store.put(queue, undefined);
    const read = prepare(request);
    const first = read().answer;
    clock.millis += 130_000;
    expect(read().answer).toBe(first);
    clock.millis += 1000;
    const stale = read().answer;
    expect(stale.object).toMatchObject({ code: 500, details: { causes: [{ reason: 'Stale' }] } });
    clock.millis += 1000;
    expect(JSON.stringify(read().answer.object)).toContain('152 s old');
  });

  test('gives a newer value as soon as it is there', () => {
    const { store, prepare } = setUp();
    const read = prepare(request);
    expect(read().answer.code).toBe(404);
    store.put(queue, undefined);
    expect(read().answer.object).toMatchObject({ items: [{ value: '12500m' }] });
    store.put({ ...queue, value: 13, updatedAtMillis: nowMillis }, undefined);
    expect(read().answer.object).toMatchObject({ items: [{ value: '13' }] });
    store.remove('shop/queue');
    expect(read().answer.code).toBe(404);
  });

  test('names the metric as it was asked for', () => {
    const { store, serve } = setUp();
    store.put(queue, undefined);
    expect(serve({ ...request, metric: 'DatadogMetric@shop:Queue' }).object).toMatchObject({
      items: [{ metricName: 'datadogmetric@shop:queue' }],
    });
  });

  test('says 404 only when it knows', () => {
    const { serve, state } = setUp();
    expect(serve(request).object).toMatchObject({ code: 404, reason: 'NotFound' });
    state.isLoaded = false;
    expect(serve(request).object).toMatchObject({ code: 500 });
  });

  test('falls back on the resource', () => {
    const { resources, serve } = setUp();
    resources.set('shop/queue', queue);
    expect(serve(request).object).toMatchObject({ items: [{ value: '12500m' }] });
  });

  test('refuses bad references, and other namespaces under isolation', () => {
    const { serve } = setUp(true);
    expect(serve({ ...request, metric: 'datadogmetric@queue' }).object).toMatchObject({ code: 400 });
    expect(serve({ ...request, namespace: 'other' }).object).toMatchObject({ code: 403 });
  });

  test('remembers its decisions', () => {
    const { store, serve, decisions } = setUp();
    serve(request);
    store.put(queue, undefined);
    serve({ ...request, namespace: 'other' });
    expect(decisions.of('shop/queue')).toMatchObject([
      { namespace: 'other', code: 200, value: '12500m', source: 'leader' },
      { namespace: 'shop', code: 404, reason: 'NotFound' },
    ]);
  });
});

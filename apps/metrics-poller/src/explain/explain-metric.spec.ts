import { defaultScalingOptions, type MetricState, newMetricState, readDatadogMetric } from '@dogwatch/scaling';
import { expect, test } from 'vitest';
import { explainMetric } from './explain-metric.js';
import type { AskTrace } from '../poll/run-request.js';

const nowMillis = 1_700_000_000_000;
const lookups = { env: () => undefined, clusterName: () => undefined };
const definition = readDatadogMetric(
  { metadata: { namespace: 'shop', name: 'orders' }, spec: { query: 'avg:shop.orders{*}' } },
  lookups,
);
const trace: AskTrace = {
  atMillis: nowMillis - 4000,
  fromSeconds: 0,
  toSeconds: 300,
  batchSize: 3,
  calls: 1,
  httpStatus: 200,
  endpoint: 'api.datadoghq.com',
  pointCount: 30,
};
const polled: MetricState = {
  ...newMetricState(definition, nowMillis),
  active: true,
  references: ['hpa:shop/web'],
  valid: true,
  value: 12,
  dataTimeSeconds: nowMillis / 1000 - 30,
};

function explain(state: MetricState, given: AskTrace | undefined = trace) {
  return explainMetric(state, { options: defaultScalingOptions, trace: given, nowMillis });
}

test('a metric that works: every link of the chain, from the query to the value', () => {
  expect(explain(polled).map(({ subject, state, text }) => `${state} ${subject}: ${text}`)).toEqual([
    'ok query: The query is avg:shop.orders{*}.',
    'ok references: It is polled for hpa:shop/web.',
    'ok batch: It was asked for together with 2 other queries, 4 s ago, for the last 300 s, every 30 s.',
    'ok answer: api.datadoghq.com answered 200 with one series of 30 points; the last but one that has a value counts.',
    'ok value: The value is 12, of the data point at 2023-11-14T22:12:50Z (30 s old; 120 s may be).',
  ]);
});

test('nobody refers to it: that is the reason, and what to write where', () => {
  const steps = explain({ ...polled, active: false, references: [], valid: false });
  expect(steps.map(({ subject }) => subject)).toEqual(['query', 'references', 'value']);
  expect(steps[1]).toMatchObject({ state: 'failed', reason: 'NotActive' });
  expect(steps[1]?.advice).toContain('datadogmetric@shop:orders');
});

test('Datadog knows no series: the answer, and where to look', () => {
  const error = { reason: 'NoSeries', message: 'no series was found for the query avg:shop.orders{*}' } as const;
  const steps = explain({ ...polled, valid: false, dataTimeSeconds: undefined, error });
  expect(steps.slice(-2)).toMatchObject([
    { subject: 'answer', state: 'failed', reason: 'NoSeries', advice: expect.stringContaining('Metrics Explorer') },
    { subject: 'value', state: 'failed', text: 'There has never been a value.' },
  ]);
});

test('one other query in the batch is one', () => {
  const texts = explain(polled, { ...trace, batchSize: 2 }).map(({ text }) => text);
  expect(texts).toContainEqual(expect.stringContaining('together with one other query,'));
});

test('429: the last value is kept, which is a warning and no failure', () => {
  const error = { reason: 'RateLimited', message: '429 Too Many Requests' } as const;
  const steps = explain({ ...polled, error }, { ...trace, httpStatus: 429 });
  expect(steps.slice(-2)).toMatchObject([
    { subject: 'answer', state: 'failed', reason: 'RateLimited', text: expect.stringMatching(/answered 429 Too/) },
    { subject: 'value', state: 'warning', reason: 'RateLimited', text: expect.stringContaining('is kept') },
  ]);
});

test('a query with a mistake is never sent, so there is nothing to say of answers', () => {
  const broken = readDatadogMetric(
    { metadata: { namespace: 'shop', name: 'orders' }, spec: { query: 'avg:shop.orders' } },
    lookups,
  );
  const steps = explain({ ...newMetricState(broken, nowMillis), active: true }, undefined);
  expect(steps.map(({ subject, reason }) => [subject, reason])).toEqual([
    ['query', 'InvalidQuery'],
    ['references', undefined],
    ['value', 'InvalidQuery'],
  ]);
});

test('a batch that had to be split says so', () => {
  const steps = explain(polled, { ...trace, calls: 7 });
  expect(steps).toContainEqual(
    expect.objectContaining({ subject: 'batch', state: 'info', text: expect.stringContaining('call 7') }),
  );
});

test('a query that was refused before, or that backs off: why it is asked for rarely', () => {
  const refused: MetricState = { ...polled, suspect: true };
  expect(explain(refused).map(({ text }) => text)).toContainEqual(expect.stringContaining('asked for alone'));
  const backingOff: MetricState = { ...polled, retries: 3, retryAtMillis: nowMillis + 90_000 };
  const options = { ...defaultScalingOptions, splitBatchesWithBackoff: true };
  const steps = explainMetric(backingOff, { options, trace, nowMillis });
  expect(steps).toContainEqual(
    expect.objectContaining({ reason: 'BackingOff', text: expect.stringContaining('90 s') }),
  );
});

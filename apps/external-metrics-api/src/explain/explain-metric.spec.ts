import type { MetricValue } from '@dogwatch/messages';
import { describe, expect, test } from 'vitest';
import { explainMetric, type ExplainInput } from './explain-metric.js';

const nowMillis = 1_700_000_000_000;
const queue: MetricValue = {
  namespace: 'shop',
  name: 'queue',
  active: true,
  valid: true,
  value: 12.5,
  dataTimeSeconds: nowMillis / 1000 - 20,
  maxAgeSeconds: 120,
  updatedAtMillis: nowMillis,
  reason: '',
  message: '',
};

function explain(changes: Partial<ExplainInput>) {
  return explainMetric({
    app: 'external-metrics-api',
    instance: 'pod-1',
    stored: { value: queue, source: 'leader' },
    decisions: [],
    leader: { synced: true, lastContactMillis: nowMillis - 3000 },
    queryValidityPeriodSeconds: 30,
    nowMillis,
    ...changes,
  });
}

describe('the explanation of a metric', () => {
  test('tells what would be served', () => {
    expect(explain({})).toEqual({
      app: 'external-metrics-api',
      instance: 'pod-1',
      known: true,
      steps: [
        { subject: 'leader', state: 'ok', text: 'metrics-poller was last heard of 3 s ago.' },
        {
          subject: 'value',
          state: 'ok',
          text: 'The value is 12.5, from metrics-poller; its data point is 20 s old, 150 s are allowed.',
        },
      ],
    });
  });

  test.each([
    ['Stale', { value: { ...queue, dataTimeSeconds: 1_699_999_000 }, source: 'leader' }],
    ['NoSeries', { value: { ...queue, valid: false, reason: 'NoSeries', message: 'no series' }, source: 'resource' }],
    ['NotFound', undefined],
  ] as const)('tells why nothing would be: %s', (reason, stored) => {
    expect(explain({ stored }).steps[1]).toMatchObject({ subject: 'value', state: 'failed', reason });
  });

  test('tells of a leader that is away', () => {
    const leader = { synced: true, lastContactMillis: 1, problem: 'NoResponders: nobody listens' };
    expect(explain({ leader }).steps[0]).toMatchObject({ state: 'warning', reason: 'LeaderAway' });
  });

  test('tells what was served, and knows a metric that was only asked for', () => {
    const asked = { atMillis: nowMillis, namespace: 'shop', metric: 'queue' };
    const decisions = [
      { ...asked, code: 200, value: '12500m', times: 4 },
      { ...asked, code: 404, reason: 'NotFound', message: 'not there', times: 1 },
    ];
    expect(explain({ stored: undefined, decisions })).toMatchObject({
      known: true,
      steps: [
        {},
        {},
        {
          state: 'info',
          text: '2023-11-14T22:13:20.000Z: queue for the namespace shop was answered with 12500m (4 times in a row).',
        },
        { state: 'warning', reason: 'NotFound' },
      ],
    });
    expect(explain({ stored: undefined }).known).toBe(false);
  });
});

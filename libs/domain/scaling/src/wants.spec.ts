import { describe, expect, test } from 'vitest';
import { type MetricState, newMetricState } from './metric-state.js';
import { defaultScalingOptions as options } from './options.js';
import { maxSuspectsPerCycle, planWants } from './wants.js';

const now = 1_000_000;
const splitting = { ...options, splitBatchesWithBackoff: true };

function metric(name: string, change: Partial<MetricState> = {}): MetricState {
  const definition = {
    namespace: 'shop',
    name,
    query: name,
    resolvedQuery: name,
    problem: undefined,
    externalMetricName: '',
    alwaysActive: false,
    maxAgeSeconds: 900,
    timeWindowSeconds: 0,
  };
  return { ...newMetricState(definition, now), active: true, ...change };
}

test('an active metric is wanted with its window', () => {
  expect(planWants([metric('a')], options, now).wants).toEqual([
    { key: 'shop/a', org: 'default', query: 'a', windowSeconds: 900, offsetSeconds: 0, alone: false },
  ]);
});

test('metrics that are inactive or have a problem are left out, and why', () => {
  const broken = metric('b');
  const definition = { ...broken.definition, resolvedQuery: undefined };
  const plan = planWants([metric('a', { active: false }), { ...broken, definition }], options, now);
  expect(plan.wants).toEqual([]);
  expect([...plan.skipped]).toEqual([
    ['shop/a', 'NotActive'],
    ['shop/b', 'HasProblem'],
  ]);
});

describe('without back-off', () => {
  test('only refused queries go alone, a few per cycle, the one that waits longest first', () => {
    const suspects = Array.from({ length: maxSuspectsPerCycle + 2 }, (_, index) =>
      metric(`s${index}`, { suspect: true, retries: 1, updatedAtMillis: now - index }),
    );
    const plan = planWants([...suspects, metric('a', { retries: 2, retryAtMillis: now + 1 })], options, now);
    expect(plan.wants.filter(({ alone }) => !alone).map(({ query }) => query)).toEqual(['a']);
    expect(plan.wants.filter(({ alone }) => alone).map(({ query }) => query)).toEqual(['s6', 's5', 's4', 's3', 's2']);
    expect([...plan.skipped.keys()]).toEqual(['shop/s1', 'shop/s0']);
  });
});

describe('with back-off', () => {
  test('a failing metric goes alone, and only after its wait', () => {
    const metrics = [
      metric('a', { retries: 1, retryAtMillis: now + 1 }),
      metric('b', { retries: 1, retryAtMillis: now }),
      metric('c'),
    ];
    const plan = planWants(metrics, splitting, now);
    expect(plan.wants.map(({ alone, query }) => [query, alone])).toEqual([
      ['b', true],
      ['c', false],
    ]);
    expect(plan.skipped.get('shop/a')).toBe('BackingOff');
  });
});

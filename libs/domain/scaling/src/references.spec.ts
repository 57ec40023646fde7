import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Autoscaler } from './autoscaler.js';
import { type MetricState, newMetricState } from './metric-state.js';
import { applyReferences, planReferences, type ReferenceInput, type ReferencePlan } from './references.js';

const now = 100_000_000;
const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex');
const options: ReferenceInput['options'] = {
  aggregator: 'avg',
  rollupSeconds: 30,
  autogenEnabled: true,
  autogenNamespace: 'dogwatch',
  autogenSelector: [],
};

function metric(
  key: string,
  change: Partial<MetricState> & { externalMetricName?: string; query?: string } = {},
): [string, MetricState] {
  const [namespace = '', name = ''] = key.split('/');
  const { externalMetricName = '', query = 'q', ...rest } = change;
  const definition = {
    namespace,
    name,
    query,
    resolvedQuery: query,
    problem: undefined,
    externalMetricName,
    alwaysActive: false,
    maxAgeSeconds: 0,
    timeWindowSeconds: 0,
  };
  return [key, { ...newMetricState(definition, now), ...rest }];
}

function hpa(name: string, ...metrics: readonly (string | Autoscaler['externalMetrics'][number])[]): Autoscaler {
  return {
    kind: 'hpa',
    namespace: 'shop',
    name,
    labels: { team: name },
    externalMetrics: metrics.map((metric) => (typeof metric === 'string' ? { name: metric } : metric)),
  };
}

function plan(
  autoscalers: readonly Autoscaler[],
  metrics: readonly [string, MetricState][],
  change: Partial<ReferenceInput['options']> = {},
): ReferencePlan {
  return planReferences({
    autoscalers,
    metrics: new Map(metrics),
    options: { ...options, ...change },
    nowMillis: now,
    sha256Hex,
  });
}

describe('references', () => {
  test('are sorted and do not depend on the order of autoscalers', () => {
    const autoscalers = [hpa('b', 'datadogmetric@shop:m'), hpa('a', 'datadogmetric@shop:m', 'datadogmetric@shop:m')];
    const expected = [{ key: 'shop/m', active: true, references: ['hpa:shop/a', 'hpa:shop/b'] }];
    expect(plan(autoscalers, [metric('shop/m')]).updates).toEqual(expected);
    expect(plan(autoscalers.toReversed(), [metric('shop/m')]).updates).toEqual(expected);
  });

  test('that stay as they are change nothing', () => {
    const known = metric('shop/m', { active: true, references: ['hpa:shop/a'] });
    expect(plan([hpa('a', 'datadogmetric@shop:m')], [known])).toEqual({
      updates: [],
      create: [],
      remove: [],
      problems: [],
    });
  });

  test('that are gone make the metric inactive and invalid; its value stays', () => {
    const [key, state] = metric('shop/m', { active: true, valid: true, value: 4, references: ['hpa:shop/a'] });
    const [update] = plan([], [[key, state]]).updates;
    expect(update).toEqual({ key, active: false, references: [] });
    expect(update && applyReferences(state, update, now + 1)).toMatchObject({
      active: false,
      valid: false,
      value: 4,
      updatedAtMillis: now + 1,
    });
  });

  test('do not keep an always-active metric from being active', () => {
    const [key, state] = metric('shop/m', { active: true, references: ['hpa:shop/a'] });
    const always = { ...state, definition: { ...state.definition, alwaysActive: true } };
    expect(plan([], [[key, always]]).updates).toEqual([{ key, active: true, references: [] }]);
  });

  test('to nothing, or in a bad form, are told', () => {
    expect(plan([hpa('a', 'datadogmetric@shop:none', 'datadogmetric@none')], []).problems).toMatchObject([
      { autoscaler: 'hpa:shop/a', metricName: 'datadogmetric@shop:none', reason: 'NotFound' },
      { autoscaler: 'hpa:shop/a', metricName: 'datadogmetric@none', reason: 'BadReference' },
    ]);
  });
});

describe('a plain metric name', () => {
  const labelled = { name: 'orders', selector: { matchLabels: { q: '1' } } };

  test('makes one DatadogMetric for all who name it alike', () => {
    const { create } = plan([hpa('b', labelled), hpa('a', labelled, 'orders')], []);
    expect(create).toHaveLength(2);
    expect(create).toContainEqual({
      namespace: 'dogwatch',
      name: expect.stringMatching(/^dcaautogen-[0-9a-f]{38}$/),
      query: 'avg:orders{q:1}.rollup(30)',
      externalMetricName: 'orders',
      references: ['hpa:shop/a', 'hpa:shop/b'],
    });
  });

  test('makes none when generation is off or the labels do not match, but references count', () => {
    const reference = metric('shop/m');
    const autoscalers = [hpa('a', 'orders', 'datadogmetric@shop:m')];
    const autogenSelector = [{ key: 'team', operator: '=', values: ['b'] }] as const;
    for (const change of [{ autogenEnabled: false }, { autogenSelector }]) {
      const { create, updates } = plan(autoscalers, [reference], change);
      expect([create.length, updates.length]).toEqual([0, 1]);
    }
  });

  test('that exists already is kept in use', () => {
    const [created] = plan([hpa('a', 'orders')], []).create;
    const key = `dogwatch/${created?.name ?? ''}`;
    const known = metric(key, { externalMetricName: 'orders', query: created?.query ?? '' });
    expect(plan([hpa('a', 'orders')], [known])).toMatchObject({
      create: [],
      updates: [{ key, active: true, references: ['hpa:shop/a'] }],
      problems: [],
    });
  });

  test('in two spellings is one metric: the first decides, the other is told', () => {
    const { create, problems } = plan([hpa('b', 'orders'), hpa('a', 'Orders')], []);
    expect(create).toMatchObject([{ query: 'avg:Orders{*}.rollup(30)', references: ['hpa:shop/a', 'hpa:shop/b'] }]);
    expect(problems).toMatchObject([{ autoscaler: 'hpa:shop/b', metricName: 'orders', reason: 'CaseConflict' }]);
  });
});

const hours = 3_600_000;

function removed(
  idleMillis: number,
  change: Partial<MetricState> & { externalMetricName?: string } = {},
): readonly string[] {
  const state = { externalMetricName: 'x', updatedAtMillis: now - idleMillis, ...change };
  return plan([], [metric('dogwatch/m', state)]).remove;
}

describe('a generated metric', () => {
  test('is removed when nobody has needed it for three hours', () => {
    expect(removed(3 * hours + 1)).toEqual(['dogwatch/m']);
    expect(removed(3 * hours)).toEqual([]);
  });

  test('is kept while active, and a user’s own object always', () => {
    expect(removed(9 * hours, { active: true })).toEqual([]);
    expect(removed(9 * hours, { externalMetricName: '' })).toEqual([]);
  });
});

describe('an autoscaler of KEDA', () => {
  const selector = { matchLabels: { 'scaledobject.keda.sh/name': 'worker' } };
  const kedaHpa = (name: string) => hpa('keda-hpa-worker', { name, selector });

  test('makes no DatadogMetric, for KEDA serves its metrics', () => {
    expect(plan([kedaHpa('s0-datadog-avg-a')], [])).toMatchObject({ create: [], problems: [] });
  });

  test('refers to a DatadogMetric, with or without the index of the trigger', () => {
    const metrics = [metric('shop/a'), metric('shop/b')];
    const { updates } = plan([kedaHpa('s1-datadogmetric@shop:a'), kedaHpa('datadogmetric@shop:b')], metrics);
    expect(updates.map(({ active, key }) => [key, active])).toEqual([
      ['shop/a', true],
      ['shop/b', true],
    ]);
    expect(plan([kedaHpa('s1-datadogmetric@shop:c')], [])).toMatchObject({ problems: [{ reason: 'NotFound' }] });
  });

  test('is told by its selector, not by the name of its metric', () => {
    expect(plan([hpa('mine', 's1-datadogmetric@shop:a')], [])).toMatchObject({
      create: [{ name: expect.any(String) }],
    });
  });
});

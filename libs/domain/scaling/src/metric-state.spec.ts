import { describe, expect, test } from 'vitest';
import { applyDefinition, type MetricDefinition, type MetricState, newMetricState } from './metric-state.js';

const definition: MetricDefinition = {
  namespace: 'shop',
  name: 'orders',
  query: 'avg:orders{*}',
  resolvedQuery: 'avg:orders{*}',
  problem: undefined,
  externalMetricName: '',
  alwaysActive: false,
  maxAgeSeconds: 0,
  timeWindowSeconds: 0,
};
const failing: MetricState = {
  ...newMetricState(definition, 1000),
  active: true,
  references: ['hpa:shop/web'],
  retries: 3,
  retryAtMillis: 99_000,
  suspect: true,
  error: { reason: 'QueryRejected', message: 'no' },
};
const problem = { reason: 'TemplateError', message: 'Cannot resolve query: x' } as const;

describe('a changed specification', () => {
  test.each([
    { query: 'avg:b{*}', resolvedQuery: 'avg:b{*}' },
    { resolvedQuery: 'avg:c{*}' },
    { maxAgeSeconds: 60 },
    { timeWindowSeconds: 60 },
  ])('starts afresh: %j', (change) => {
    expect(applyDefinition(failing, { ...definition, ...change }, 2000)).toMatchObject({
      definition: change,
      retries: 0,
      retryAtMillis: 0,
      suspect: false,
    });
  });

  test('keeps the back-off when only the annotation changes', () => {
    const after = applyDefinition(failing, { ...definition, alwaysActive: true }, 2000);
    expect(after).toMatchObject({ retries: 3, suspect: true, updatedAtMillis: 1000 });
  });

  test('that cannot be queried makes the metric invalid once and keeps its value', () => {
    const good: MetricState = { ...failing, valid: true, value: 7, dataTimeSeconds: 1, error: undefined };
    const broken = applyDefinition(good, { ...definition, resolvedQuery: undefined, problem }, 2000);
    expect(broken).toMatchObject({ valid: false, value: 7, error: problem, updatedAtMillis: 2000 });
    const again = applyDefinition(broken, { ...definition, resolvedQuery: undefined, problem: { ...problem } }, 3000);
    expect(again).toEqual(broken);
  });

  test('that is repaired drops the error and waits for the next answer', () => {
    const broken = applyDefinition(failing, { ...definition, resolvedQuery: undefined, problem }, 2000);
    expect(applyDefinition(broken, definition, 3000)).toMatchObject({
      valid: false,
      error: undefined,
      updatedAtMillis: 3000,
    });
  });

  test('that is no longer always active, without references, makes it inactive and invalid', () => {
    const active: MetricState = {
      ...newMetricState({ ...definition, alwaysActive: true }, 1000),
      valid: true,
    };
    expect(active.active).toBe(true);
    expect(applyDefinition(active, definition, 2000)).toMatchObject({
      active: false,
      valid: false,
      updatedAtMillis: 2000,
    });
  });
});

import { createHash } from 'node:crypto';
import type { ExplainStep } from '@dogwatch/messages';
import { type Autoscaler, parseLabelSelector } from '@dogwatch/scaling';
import { expect, test } from 'vitest';
import { explainHpa, type ExplainHpaContext } from './explain-hpa.js';

const selector = parseLabelSelector('team=a');
const hpa: Autoscaler = { kind: 'hpa', namespace: 'shop', name: 'web', labels: {}, externalMetrics: [] };
const chain: readonly ExplainStep[] = [{ subject: 'value', state: 'ok', text: 'The value is 3.' }];

function explain(
  autoscaler: Autoscaler,
  known: readonly string[] = [],
  more: Partial<ExplainHpaContext['options']> = {},
) {
  return explainHpa(autoscaler, {
    options: {
      aggregator: 'avg',
      rollupSeconds: 30,
      autogenEnabled: true,
      autogenNamespace: 'dogwatch',
      autogenSelector: [],
      ...more,
    },
    sha256Hex: (text) => createHash('sha256').update(text).digest('hex'),
    explain: (key) => (known.includes(key) ? chain : undefined),
  });
}

test('a reference is followed to its metric, whose own chain comes next', () => {
  const steps = explain({ ...hpa, externalMetrics: [{ name: 'datadogmetric@shop:orders' }] }, ['shop/orders']);
  expect(steps).toEqual([
    {
      subject: 'metric',
      state: 'ok',
      metric: 'shop/orders',
      text: 'datadogmetric@shop:orders is the DatadogMetric shop/orders.',
    },
    ...chain,
  ]);
});

test('a reference to nothing says what to do', () => {
  const [step] = explain({ ...hpa, externalMetrics: [{ name: 'datadogmetric@shop:gone' }] });
  expect(step).toMatchObject({ state: 'failed', reason: 'NotFound', advice: expect.stringContaining('create it') });
});

test('a plain name is the DatadogMetric generated for it', () => {
  const [step] = explain({ ...hpa, externalMetrics: [{ name: 'Shop.Orders' }] });
  expect(step?.text).toMatch(/^Shop\.Orders is the DatadogMetric dogwatch\/dcaautogen-[0-9a-f]{38}, which does not/);
});

test.each([
  ['generation is off', { autogenEnabled: false }, 'AUTOGEN is false'],
  ['the labels do not match', { autogenSelector: selector.ok ? selector.selector : [] }, 'labels of the autoscaler'],
])('a plain name does nothing when %s', (_, more, text) => {
  const [step] = explain({ ...hpa, externalMetrics: [{ name: 'shop.orders' }] }, [], more);
  expect(step).toMatchObject({ state: 'failed', text: expect.stringContaining(text) });
});

test('an autoscaler without external metrics is not driven by Datadog', () => {
  expect(explain(hpa)).toMatchObject([{ subject: 'metrics', state: 'failed' }]);
});

test('a name that only looks like a reference is told', () => {
  expect(explain({ ...hpa, externalMetrics: [{ name: 'datadogmetric@no-colon' }] })).toMatchObject([
    { state: 'failed', reason: 'BadReference' },
  ]);
});

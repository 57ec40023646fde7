import type { DatadogMetric } from '@dogwatch/crds';
import type { HorizontalPodAutoscaler } from '@dogwatch/kube';
import { expect, test } from 'vitest';
import { toWorkloadStates } from './to-workload-states.js';

const checkout = {
  name: 'checkout',
  metric: { kind: 'datadogMetric', name: 'requests', query: 'avg:a{*}' },
  targetPerReplica: 30,
  maxReplicas: 6,
} as const;

type Conditions = NonNullable<DatadogMetric['status']>['conditions'];

const valid = { type: 'Valid', status: 'True', reason: 'Fresh' } as const;
const failed = (reason: string, message: string) =>
  ({ type: 'Error', status: 'True', reason, message: `Unable to fetch data from Datadog: ${message}` }) as const;
const updated = { type: 'Updated', status: 'True', lastUpdateTime: '1970-01-01T00:16:30Z' } as const;

function metric(conditions: Conditions, more: Partial<DatadogMetric> = {}): DatadogMetric {
  return { metadata: { name: 'requests', namespace: 'shop' }, status: { currentValue: '42', conditions }, ...more };
}

type AutoscalerConditions = NonNullable<HorizontalPodAutoscaler['status']>['conditions'];

function stateOf(
  object: DatadogMetric | undefined,
  conditions: AutoscalerConditions = [{ type: 'ScalingActive', status: 'True' }],
) {
  const autoscaler = { metadata: { name: 'checkout', namespace: 'shop' }, status: { conditions } };
  const deployment = { metadata: { name: 'checkout', namespace: 'shop' }, spec: { replicas: 2 } };
  const [state] = toWorkloadStates([checkout], 'shop', {
    deployments: new Map([['shop/checkout', deployment]]),
    autoscalers: new Map([['shop/checkout', autoscaler]]),
    metrics: new Map(object === undefined ? [] : [['shop/requests', object]]),
  });
  return state;
}

test('a metric that is well shows its value and the age of its point', () => {
  expect(stateOf(metric([valid, updated]))).toMatchObject({
    replicas: 2,
    value: 42,
    hasGoodValue: true,
    dataTimeSeconds: 990,
    condition: { tone: 'good', reason: 'Fresh' },
  });
});

test('before anything is known it waits', () => {
  expect(stateOf(undefined)?.condition).toMatchObject({ tone: 'waiting', reason: 'NoDatadogMetric' });
  expect(stateOf(metric([]))).toMatchObject({
    value: undefined,
    condition: { tone: 'waiting', reason: 'NotQueriedYet' },
  });
  const idle = { type: 'Valid', status: 'False', reason: 'NotActive' } as const;
  expect(stateOf(metric([idle]))?.condition.tone).toBe('waiting');
  expect(stateOf(metric([valid, updated]), [])?.condition.tone).toBe('waiting');
});

test('an error says why, and whether the value is still in use', () => {
  const invalid = { type: 'Valid', status: 'False', reason: 'RequestRefused' } as const;
  expect(stateOf(metric([invalid, failed('RequestRefused', '400 Bad Request'), updated]))).toMatchObject({
    hasGoodValue: false,
    condition: { tone: 'bad', reason: 'RequestRefused', text: '400 Bad Request' },
  });
  expect(stateOf(metric([valid, failed('RateLimited', '429'), updated]))?.condition).toEqual({
    tone: 'warning',
    reason: 'RateLimited',
    text: '429; the last value stays in use',
  });
  const outdated = { type: 'Valid', status: 'False', reason: 'Outdated' } as const;
  expect(stateOf(metric([outdated]))?.condition.text).toBe('The newest data point is older than maxAge');
});

test('an HPA that gets no value, or wants more than it may have, is seen', () => {
  const message = 'the HPA was unable to compute the replica count: unable to get external metric x: no';
  const failing = { type: 'ScalingActive', status: 'False', reason: 'FailedGetExternalMetric', message };
  expect(stateOf(metric([valid]), [failing])?.condition).toMatchObject({ text: 'the HPA gets no value: x: no' });
  const limited = [
    { type: 'ScalingActive', status: 'True' },
    { type: 'ScalingLimited', status: 'True', reason: 'TooManyReplicas' },
  ];
  expect(stateOf(metric([valid]), limited)?.condition).toMatchObject({ tone: 'warning', reason: 'TooManyReplicas' });
});

test('a plain metric name is found by what its generated DatadogMetric stands for', () => {
  const workload = { ...checkout, metric: { kind: 'plainName', name: 'queue.depth' } } as const;
  const generated = metric([valid, updated], { spec: { externalMetricName: 'queue.depth' } });
  const objects = { deployments: new Map(), autoscalers: new Map(), metrics: new Map([['shop/generated', generated]]) };
  expect(toWorkloadStates([workload], 'shop', objects)).toMatchObject([{ value: 42, metric: 'queue.depth' }]);
});

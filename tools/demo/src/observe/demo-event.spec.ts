import { expect, test } from 'vitest';
import { workloadState } from '../testing/workload-state.js';
import { diffStates, isScaleUp } from './demo-event.js';

test('nothing has happened when nothing but the value has changed', () => {
  expect(diffStates([workloadState()], [workloadState({ value: 43, dataTimeSeconds: 995 })])).toEqual([]);
});

test('scaling tells the numbers and why', () => {
  const events = diffStates([workloadState({ replicas: 1 })], [workloadState({ replicas: 3, value: 81.25 })]);
  expect(events).toEqual([
    {
      kind: 'scaled',
      tone: 'good',
      workload: 'checkout',
      from: 1,
      to: 3,
      text: 'checkout scaled up from 1 to 3 because checkout-requests is 81.3 and one carries 30',
    },
  ]);
  expect(events.every(isScaleUp)).toBe(true);
  const [down] = diffStates([workloadState({ replicas: 3 })], [workloadState({ replicas: 2 })]);
  expect(down).toMatchObject({ kind: 'scaled', tone: 'neutral', from: 3, to: 2 });
  expect(down !== undefined && isScaleUp(down)).toBe(false);
});

test('a value that is there at the first look is the first value', () => {
  expect(diffStates([], [workloadState()])).toMatchObject([{ text: 'checkout has its first value: 42' }]);
});

test('a query that breaks is told once, and so is its recovery', () => {
  const condition = { tone: 'bad', reason: 'RequestRefused', text: '400 Bad Request' } as const;
  const broken = workloadState({ hasGoodValue: false, condition });
  const text = 'checkout stays at 2 replicas: RequestRefused, 400 Bad Request';
  expect(diffStates([workloadState()], [broken])).toMatchObject([{ kind: 'condition', tone: 'bad', text }]);
  expect(diffStates([broken], [broken])).toEqual([]);
  expect(diffStates([broken], [workloadState()])).toMatchObject([{ text: 'checkout has a good value again' }]);
});

test('waiting is no event', () => {
  const condition = { tone: 'waiting', reason: 'NotQueriedYet', text: 'not queried yet' } as const;
  expect(diffStates([], [workloadState({ hasGoodValue: false, value: undefined, condition })])).toEqual([]);
});

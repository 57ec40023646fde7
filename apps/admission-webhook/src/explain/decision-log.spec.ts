import { expect, test } from 'vitest';
import { createDecisionLog, type PodDecision } from './decision-log.js';

function decisionOn(pod: string, atMillis: number, change: Partial<PodDecision> = {}): PodDecision {
  return {
    atMillis,
    namespace: 'shop',
    pod,
    owner: undefined,
    mutation: 'agent_config',
    outcome: 'mutated',
    dryRun: false,
    decisions: [],
    ...change,
  };
}

test('a pod is found by the name it was created with, and by the one it got', () => {
  const log = createDecisionLog(10);
  log.record(decisionOn('web-5d-', 1));
  expect(log.about('shop', 'web-5d-x8k2p')).toHaveLength(1);
  expect(log.about('shop', 'web-5d-x8k2p-0')).toHaveLength(0);
  expect(log.about('other', 'web-5d-x8k2p')).toHaveLength(0);
  log.record(decisionOn('web', 2));
  expect(log.about('shop', 'web')).toMatchObject([{ atMillis: 2, times: 1 }]);
});

test('a long name is found although Kubernetes cuts it to make room for its suffix', () => {
  const log = createDecisionLog(10);
  const generateName = `${'a'.repeat(60)}-7d4b9c6f5-`;
  log.record(decisionOn(generateName, 1));
  expect(log.about('shop', `${'a'.repeat(58)}x8k2p`)).toHaveLength(1);
  expect(log.about('shop', `${generateName}x8k2p`)).toHaveLength(0);
});

test('pods that are decided alike are counted; another decision is another entry', () => {
  const log = createDecisionLog(10);
  for (let at = 1; at <= 500; at += 1) log.record(decisionOn('web-', at));
  log.record(decisionOn('web-', 501, { outcome: 'failed' }));
  expect(log.about('shop', 'web-aaaaa')).toMatchObject([
    { outcome: 'failed', times: 1 },
    { outcome: 'mutated', times: 500, atMillis: 500 },
  ]);
});

test('beyond its capacity the oldest goes', () => {
  const log = createDecisionLog(2);
  for (const [index, pod] of ['a', 'b', 'c'].entries()) log.record(decisionOn(pod, index));
  expect(log.about('shop', 'a')).toEqual([]);
  expect(log.about('shop', 'b')).toHaveLength(1);
  log.record(decisionOn('a', 3));
  expect(log.about('shop', 'a')).toHaveLength(1);
  expect(log.about('shop', 'b')).toEqual([]);
});

import { expect, test } from 'vitest';
import { createCallLanes } from './call-lanes.js';

type Lane = Parameters<ReturnType<typeof createCallLanes>['run']>[0];

function start(options: { nowMillis?: () => number } = {}) {
  const lanes = createCallLanes({ concurrency: 1, maxWaitMillis: 100, ...options });
  const order: string[] = [];
  const gate = Promise.withResolvers<void>();
  const first = lanes.run('poll', () => gate.promise);
  const add = (lane: Lane): Promise<unknown> => lanes.run(lane, async () => void order.push(lane));
  return { lanes, order, gate, first, add };
}

test('deletes go before creates, updates and polls', async () => {
  const { order, gate, add, lanes } = start();
  const added = (['poll', 'update', 'create', 'delete', 'poll'] as const).map(add);
  expect(lanes.depth('poll')).toBe(2);
  gate.resolve();
  await Promise.all(added);
  expect(order).toEqual(['delete', 'create', 'update', 'poll', 'poll']);
});

test('nobody waits for ever', async () => {
  let now = 0;
  const { order, gate, add } = start({ nowMillis: () => now });
  const poll = add('poll');
  now = 200;
  const added = [add('delete'), add('create')];
  gate.resolve();
  await Promise.all([poll, ...added]);
  expect(order).toEqual(['poll', 'delete', 'create']);
});

test('who has waited too long takes every other turn, so that no lane stands still', async () => {
  let now = 0;
  const { order, gate, add } = start({ nowMillis: () => now });
  const polls = [add('poll'), add('poll'), add('poll')];
  now = 200;
  const added = [add('create'), add('create')];
  gate.resolve();
  await Promise.all([...polls, ...added]);
  expect(order).toEqual(['poll', 'create', 'poll', 'create', 'poll']);
});

test('closing lets what works end and what waits go', async () => {
  const { order, gate, add, lanes, first } = start();
  const waiting = add('create');
  const closed = lanes.close();
  expect(await waiting).toBeUndefined();
  gate.resolve();
  await Promise.all([first, closed]);
  expect(await add('delete')).toBeUndefined();
  expect(order).toEqual([]);
});

import { expect, test } from 'vitest';
import { createTriggerTable } from './trigger-table.js';

const metadata = { query: 'sum:a{*}', targetValue: '7' };
const ref = { namespace: 'shop', name: 'checkout', metadata };

test('a trigger is read once, in whatever order its metadata comes and whatever else is in it', () => {
  const table = createTriggerTable(10, () => 1);
  const trigger = table.of(ref);
  expect(trigger.parsed.ok).toBe(true);
  expect(table.of({ ...ref, metadata: { targetValue: '7', apiKeyFromEnv: 'secret', query: 'sum:a{*}' } })).toBe(
    trigger,
  );
  expect(trigger.key).not.toContain('secret');
  expect(table.size()).toBe(1);
});

test('another value, ScaledObject or namespace is another trigger', () => {
  const table = createTriggerTable(10, () => 1);
  table.of(ref);
  table.of({ ...ref, name: 'search' });
  table.of({ ...ref, namespace: 'shop2' });
  table.of({ ...ref, metadata: { ...metadata, targetValue: '8' } });
  // one text must not pass for two
  table.of({ ...ref, metadata: { query: 'sum:a{*} targetValue=1:7' } });
  expect(table.size()).toBe(5);
  expect(table.ofScaledObject('shop', 'checkout')).toHaveLength(3);
});

test('the trigger that was seen longest ago makes room', () => {
  const table = createTriggerTable(2, () => 1);
  const [first, second] = ['a', 'b'].map((name) => table.of({ ...ref, name }));
  table.of({ ...ref, name: 'a' });
  table.of({ ...ref, name: 'c' });
  expect(table.ofScaledObject('shop', 'a')).toEqual([first]);
  expect(table.ofScaledObject('shop', 'b')).toEqual([]);
  expect(table.of({ ...ref, name: 'b' })).not.toBe(second);
});

test('metadata longer than any trigger needs is refused, and not kept', () => {
  const table = createTriggerTable(10, () => 1);
  const trigger = table.of({ ...ref, metadata: { ...metadata, targetValue: 'x'.repeat(20_000) } });
  expect(trigger.parsed).toMatchObject({ ok: false, reason: 'InvalidMetadata' });
  expect(trigger.key.length).toBeLessThan(1000);
  expect(table.size()).toBe(0);
});

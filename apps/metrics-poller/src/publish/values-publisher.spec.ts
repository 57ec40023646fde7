import type { MetricValue, MetricValuesUpdated } from '@dogwatch/messages';
import { describe, expect, test } from 'vitest';
import { createValuesPublisher } from './values-publisher.js';

function toValue(name: string, value: number): MetricValue {
  return {
    namespace: 'shop',
    name,
    active: true,
    valid: true,
    value,
    dataTimeSeconds: 1000,
    maxAgeSeconds: 120,
    updatedAtMillis: 1_000_000,
    reason: '',
    message: '',
  };
}

function createRecorder(maxValuesPerMessage = 2, maxMessageBytes = 1_048_576) {
  const sent: MetricValuesUpdated[] = [];
  const publisher = createValuesPublisher({
    epoch: 'poller-0/7',
    publish: (message) => sent.push(message),
    nowMillis: () => 42,
    maxValuesPerMessage,
    maxMessageBytes: () => maxMessageBytes,
  });
  return { sent, publisher };
}

test('sends the newest value of each metric, in numbered messages of bounded size', () => {
  const { sent, publisher } = createRecorder();
  publisher.update(toValue('a', 1));
  publisher.update(toValue('a', 2));
  publisher.update(toValue('b', 3));
  publisher.update(toValue('c', 4));
  publisher.flush();
  expect(sent.map(({ sequence, values }) => [sequence, values.map(({ name, value }) => `${name}=${value}`)])).toEqual([
    [1, ['a=2', 'b=3']],
    [2, ['c=4']],
  ]);
  publisher.flush();
  expect(sent).toHaveLength(2);
});

test('a removal cancels the value that was waiting, and a new value the removal', () => {
  const { sent, publisher } = createRecorder();
  publisher.update(toValue('a', 1));
  publisher.remove('shop/a');
  publisher.remove('shop/unknown');
  publisher.flush();
  expect(sent).toEqual([{ epoch: 'poller-0/7', sequence: 1, sentAtMillis: 42, values: [], removed: ['shop/a'] }]);
  publisher.update(toValue('b', 1));
  publisher.flush();
  publisher.remove('shop/b');
  publisher.update(toValue('b', 2));
  publisher.flush();
  expect(sent.at(-1)).toMatchObject({ sequence: 3, removed: [], values: [{ name: 'b', value: 2 }] });
});

test('a heartbeat is sent only when there is nothing else to say', () => {
  const { sent, publisher } = createRecorder();
  publisher.flush(true);
  publisher.update(toValue('a', 1));
  publisher.flush(true);
  expect(sent.map(({ sequence, values }) => [sequence, values.length])).toEqual([
    [1, 0],
    [2, 1],
  ]);
});

test('a snapshot is paged in key order and carries the sequence it is true for', () => {
  const { publisher } = createRecorder();
  for (const name of ['c', 'a', 'b']) publisher.update(toValue(name, 1));
  publisher.flush();
  const first = publisher.snapshot(undefined);
  expect(first).toMatchObject({ epoch: 'poller-0/7', sequence: 2, next: 'shop/b' });
  const second = publisher.snapshot(first.next);
  expect(second.next).toBeUndefined();
  expect([...first.values, ...second.values].map(({ name }) => name)).toEqual(['a', 'b', 'c']);
});

const toLong = (name: string): MetricValue => ({
  ...toValue(name, 1),
  valid: false,
  reason: 'NoSeries',
  message: `no series was found for the query ${'"ä😀'.repeat(500)}`,
});
const bytesOf = (message: unknown): number => Buffer.byteLength(JSON.stringify(message));

describe('where the server takes only small messages', () => {
  const maxBytes = 4096;
  const names = Array.from({ length: 60 }, (_, index) => `metric-${String(index).padStart(3, '0')}`);

  test('every message fits, and nothing is left out', () => {
    const { sent, publisher } = createRecorder(500, maxBytes);
    for (const name of names) publisher.update(toValue(name, 1));
    publisher.flush();
    for (const name of names) publisher.remove(`shop/${name}`);
    publisher.flush();
    expect(Math.max(...sent.map(bytesOf))).toBeLessThanOrEqual(maxBytes);
    expect(sent.flatMap(({ values }) => values.map(({ name }) => name))).toEqual(names);
    expect(sent.flatMap(({ removed }) => removed)).toEqual(names.map((name) => `shop/${name}`));
    expect(sent.map(({ sequence }) => sequence)).toEqual(sent.map((_, index) => index + 1));
  });

  test('every page of a snapshot fits, and the pages hold everything', () => {
    const { publisher } = createRecorder(500, maxBytes);
    for (const name of names) publisher.update(toValue(name, 1));
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = publisher.snapshot(cursor);
      expect(bytesOf(page)).toBeLessThanOrEqual(maxBytes);
      found.push(...page.values.map(({ name }) => name));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(found).toEqual(names);
  });

  test('a value whose message is too long loses the end of the message, not the value', () => {
    const { sent, publisher } = createRecorder(500, maxBytes);
    publisher.update(toLong('a'));
    publisher.flush();
    expect(bytesOf(sent[0])).toBeLessThanOrEqual(maxBytes);
    expect(sent[0]?.values[0]).toMatchObject({ name: 'a', reason: 'NoSeries' });
    expect(sent[0]?.values[0]?.message).toMatch(/^no series was found for the query .*\.\.\.$/);
    expect(bytesOf(publisher.snapshot(undefined))).toBeLessThanOrEqual(maxBytes);
  });
});

import type { MetricValue, MetricValuesUpdated } from '@dogwatch/messages';
import { describe, expect, test } from 'vitest';
import { createLeaderView, type ValueSnapshot } from './leader-view.js';
import { createValueStore } from './value-store.js';

function value(name: string, updatedAtMillis: number): MetricValue {
  return {
    namespace: 'shop',
    name,
    active: true,
    valid: true,
    value: updatedAtMillis,
    dataTimeSeconds: 1,
    maxAgeSeconds: 120,
    updatedAtMillis,
    reason: '',
    message: '',
  };
}

function event(sequence: number, values: MetricValue[], removed: string[] = [], epoch = 'one'): MetricValuesUpdated {
  return { epoch, sequence, sentAtMillis: 0, values, removed };
}

function snapshot(sequence: number, values: MetricValue[], epoch = 'one'): ValueSnapshot {
  return { ok: true, position: { epoch, sequence }, values };
}

function setUp() {
  const store = createValueStore(new Map(), () => Date.now());
  const view = createLeaderView(store, () => 77);
  const served = (name: string) => store.get(`shop/${name}`)?.value.value;
  return { view, served };
}

describe('the view of a leader', () => {
  test('is complete after a snapshot', () => {
    const { view, served } = setUp();
    expect(view.state()).toEqual({ synced: false, lastContactMillis: 0 });
    view.expectSnapshot();
    view.takeSnapshot(snapshot(5, [value('a', 10), value('b', 10)]));
    expect(view.state()).toEqual({ synced: true, lastContactMillis: 77, position: { epoch: 'one', sequence: 5 } });
    expect([served('a'), served('b')]).toEqual([10, 10]);
  });

  test('follows events in turn and ignores repeated ones', () => {
    const { view, served } = setUp();
    view.takeSnapshot(snapshot(5, [value('a', 10)]));
    expect(view.takeEvent(event(6, [value('a', 20)]), undefined)).toBe(false);
    expect(view.takeEvent(event(6, [], ['shop/a']), undefined)).toBe(false);
    expect(served('a')).toBe(20);
    expect(view.takeEvent(event(7, [], ['shop/a']), undefined)).toBe(false);
    expect(served('a')).toBeUndefined();
  });

  test('asks for a snapshot after a gap or under another leader, and takes what it got all the same', () => {
    const { view, served } = setUp();
    view.takeSnapshot(snapshot(5, []));
    expect(view.takeEvent(event(8, [value('a', 20)]), undefined)).toBe(true);
    expect(view.takeEvent(event(9, [value('b', 20)]), undefined)).toBe(false);
    expect(view.takeEvent(event(1, [value('c', 20)], [], 'two'), undefined)).toBe(true);
    expect([served('a'), served('b'), served('c')]).toEqual([20, 20, 20]);
  });

  test('forgets what a snapshot no longer has', () => {
    const { view, served } = setUp();
    view.takeSnapshot(snapshot(5, [value('a', 10), value('b', 10)]));
    view.expectSnapshot();
    view.takeSnapshot(snapshot(9, [value('b', 10)]));
    expect([served('a'), served('b')]).toEqual([undefined, 10]);
  });

  test('is not taken back by a snapshot that events have overtaken', () => {
    const { view, served } = setUp();
    view.takeSnapshot(snapshot(5, [value('old', 10), value('gone', 10)]));
    view.expectSnapshot();
    view.takeEvent(event(6, [value('old', 20), value('new', 20)]), undefined);
    view.takeEvent(event(7, [], ['shop/gone']), undefined);
    view.takeSnapshot(snapshot(5, [value('old', 10), value('gone', 10)]));
    expect([served('old'), served('new'), served('gone')]).toEqual([20, 20, undefined]);
    expect(view.state().position).toEqual({ epoch: 'one', sequence: 7 });
  });

  test('keeps what it has when a snapshot fails, and says why until one works', () => {
    const { view, served } = setUp();
    view.takeSnapshot(snapshot(5, [value('a', 10)]));
    view.takeSnapshot({ ok: false, reason: 'Timeout', message: 'no answer' });
    expect(view.state()).toMatchObject({ synced: true, problem: 'Timeout: no answer' });
    expect(served('a')).toBe(10);
    view.takeSnapshot(snapshot(6, []));
    expect(view.state()).not.toHaveProperty('problem');
  });
});

import type { MetricValue, MetricValuesUpdated } from '@dogwatch/messages';
import { compareToPosition, type Position } from './sequence.js';
import { toValueKey, type ValueStore } from './value-store.js';

/** All values of the leader as of one moment, or why there are none. */
export type ValueSnapshot =
  | { readonly ok: true; readonly position: Position; readonly values: readonly MetricValue[] }
  | { readonly ok: false; readonly reason: string; readonly message: string };

/** How well the leader is followed. */
export interface LeaderState {
  /** Whether there was ever a whole snapshot. */
  readonly synced: boolean;
  /** When the leader was last heard of; 0 if never. */
  readonly lastContactMillis: number;
  /** How far its events have been followed. */
  readonly position?: Position;
  /** Why the last snapshot failed; gone when one works. */
  readonly problem?: string;
}

/** Brings events and snapshots, which overtake each other, into one store. */
export interface LeaderView<Origin> {
  state(): LeaderState;
  /** Takes an event; true when something was missed before it, so that a snapshot is needed. */
  takeEvent(event: MetricValuesUpdated, origin: Origin | undefined): boolean;
  /** A snapshot is on its way: what events do from now on, it must not undo. */
  expectSnapshot(): void;
  takeSnapshot(snapshot: ValueSnapshot): void;
}

/** A view of a leader that nothing is known of. */
export function createLeaderView<Origin>(store: ValueStore<Origin>, nowMillis: () => number): LeaderView<Origin> {
  let state: LeaderState = { synced: false, lastContactMillis: 0 };
  const updated = new Set<string>();
  const removed = new Set<string>();

  function apply({ values, position }: Extract<ValueSnapshot, { ok: true }>): void {
    const listed = new Set(values.map(toValueKey));
    for (const value of values) if (!removed.has(toValueKey(value))) store.put(value, undefined);
    for (const key of store.leaderKeys()) if (!listed.has(key) && !updated.has(key)) store.remove(key);
    state = { synced: true, lastContactMillis: nowMillis(), position: later(state.position, position) };
  }

  return {
    state: () => state,
    takeEvent: (event, origin) => {
      const order = compareToPosition(state.position, event);
      state = { ...state, lastContactMillis: nowMillis() };
      if (order === 'old') return false;
      for (const value of event.values) {
        store.put(value, origin);
        updated.add(toValueKey(value));
        removed.delete(toValueKey(value));
      }
      for (const key of event.removed) {
        store.remove(key);
        removed.add(key);
        updated.delete(key);
      }
      state = { ...state, position: { epoch: event.epoch, sequence: event.sequence } };
      return order === 'gap';
    },
    expectSnapshot: () => {
      updated.clear();
      removed.clear();
    },
    takeSnapshot: (snapshot) => {
      if (snapshot.ok) apply(snapshot);
      else state = { ...state, problem: `${snapshot.reason}: ${snapshot.message}` };
    },
  };
}

function later(known: Position | undefined, snapshot: Position): Position {
  return known?.epoch === snapshot.epoch && known.sequence > snapshot.sequence ? known : snapshot;
}

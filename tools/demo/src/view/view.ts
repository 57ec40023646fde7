import type { Snapshot, TimedEvent } from './snapshot.js';

/** How a run is shown. */
export interface View {
  readonly begin: (snapshot: Snapshot) => void;
  readonly event: (event: TimedEvent) => void;
  /** Called every second and after changes. */
  readonly show: (snapshot: Snapshot) => void;
  /** No more is shown: gives a terminal back as it was. May come without `begin`. */
  readonly leave: () => void;
  /** The last line; afterwards the view writes no more. */
  readonly end: (closing: string) => void;
}

/** Where a view writes. */
export type Write = (text: string) => void;

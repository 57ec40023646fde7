import type { DemoEvent } from '../observe/demo-event.js';
import type { Counters } from '../observe/read-counters.js';
import type { WorkloadState } from '../observe/workload-state.js';

/** A command that works while the demo runs, and what it shows. */
export interface Hint {
  readonly shows: string;
  readonly command: string;
}

/** What the demo works with, for people. */
export interface Places {
  readonly datadog: string;
  readonly kubernetes: string;
  readonly nats: string;
}

/** An event and when it was, in seconds since the start. */
export interface TimedEvent extends DemoEvent {
  readonly atSeconds: number;
}

/** All that a view shows. */
export interface Snapshot {
  readonly elapsedSeconds: number;
  /** Unix time, for the age of values. */
  readonly nowSeconds: number;
  readonly places: Places;
  readonly workloads: readonly WorkloadState[];
  readonly counters: Counters;
  /** The newest last. */
  readonly events: readonly TimedEvent[];
  readonly hints: readonly Hint[];
}

import { type DemoEvent, isScaleUp } from './observe/demo-event.js';
import type { TimedEvent } from './view/snapshot.js';

/** What has happened so far. */
export interface EventLog {
  readonly add: (event: DemoEvent) => void;
  /** The newest ones, the newest last. */
  readonly events: () => readonly TimedEvent[];
  readonly scalings: () => number;
  readonly hasScaledUp: () => boolean;
}

const keptEvents = 100;

/** A log that stamps events and passes them on. */
export function createEventLog(elapsedSeconds: () => number, tell: (event: TimedEvent) => void): EventLog {
  let events: readonly TimedEvent[] = [];
  let scalings = 0;
  let scaledUp = false;
  return {
    add(event) {
      const timed = { atSeconds: elapsedSeconds(), ...event };
      events = [...events.slice(1 - keptEvents), timed];
      scalings += event.kind === 'scaled' ? 1 : 0;
      scaledUp ||= isScaleUp(event);
      tell(timed);
    },
    events: () => events,
    scalings: () => scalings,
    hasScaledUp: () => scaledUp,
  };
}

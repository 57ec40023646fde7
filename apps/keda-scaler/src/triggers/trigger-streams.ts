import type { Refusal } from '../grpc/refusal.js';
import { readRef } from '../grpc/read-request.js';
import type { SeriesMemory } from '../series/series-memory.js';
import type { Values } from '../values/follow-values.js';
import { type Activity, findTrigger, type MetricSpecs, toMetricSpecs } from './answer-call.js';
import {
  type Reading,
  type ReadingSources,
  recallTrigger,
  tooManyQueries,
  toMetricKey,
  toWant,
} from './read-trigger.js';
import type { Trigger, TriggerTable } from './trigger-table.js';

/** A stream that can be opened, or why not. */
export type OpenTriggerStream =
  | {
      readonly ok: true;
      readonly trigger: Trigger;
      /** Begins to send; the result ends it. */
      start(): () => void;
    }
  | (Refusal & { readonly trigger?: Trigger });

/** The streams of KEDA, from a decoded message to what is sent. */
export interface TriggerStreams {
  /** Sends true whenever the trigger becomes active, and at once when it is; never false, which KEDA ignores. */
  activity(message: unknown, send: (response: Activity) => void): OpenTriggerStream;
  /** Sends the metric and its target at once. They follow from the metadata alone, so a stream has nothing to add later. */
  metricSpec(message: unknown, send: (response: MetricSpecs) => void): OpenTriggerStream;
}

/** What streams follow. */
export interface StreamSources extends ReadingSources {
  readonly series: Pick<SeriesMemory, 'contact' | 'find' | 'follow' | 'read' | 'waits'>;
  readonly values: Pick<Values, 'follow' | 'get' | 'state' | 'whenLoaded'>;
}

/** The streams of these triggers. */
export function createTriggerStreams(triggers: TriggerTable, sources: StreamSources): TriggerStreams {
  return {
    activity: (message, send) => {
      const found = findTrigger(triggers, readRef(message));
      if (!found.ok) return found;
      const { spec, trigger } = found;
      if (spec.mode === 'query' && sources.series.read(toWant(spec), spec.pointCount) === undefined)
        return { ...tooManyQueries, trigger };
      const look = createCrossings(() => recallTrigger(spec, sources), send);
      return {
        ok: true,
        trigger,
        start: () => {
          const unfollow =
            spec.mode === 'query'
              ? sources.series.follow(toWant(spec), spec.pointCount, look)
              : sources.values.follow(toMetricKey(spec), look);
          look();
          return () => unfollow?.();
        },
      };
    },
    metricSpec: (message, send) => {
      const found = findTrigger(triggers, readRef(message));
      if (!found.ok) return found;
      return {
        ok: true,
        trigger: found.trigger,
        start: () => {
          send(toMetricSpecs(found.spec));
          return () => undefined;
        },
      };
    },
  };
}

/** Sends true where a reading is active and the one before it was not. */
function createCrossings(recall: () => Reading, send: (response: Activity) => void): () => void {
  let wasActive = false;
  return () => {
    const reading = recall();
    // a failure says nothing about activity
    if (!reading.ok) return;
    if (reading.active && !wasActive) send({ result: true });
    wasActive = reading.active;
  };
}

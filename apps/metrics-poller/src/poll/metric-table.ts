import type { DatadogMetric } from '@dogwatch/crds';
import {
  applyDefinition,
  type MetricState,
  readDatadogMetric,
  restoreMetricState,
  toMetricValue,
} from '@dogwatch/scaling';
import type { MetricStates, PollerOptions, PollerPorts } from './poller-ports.js';
import type { AskTrace } from './run-request.js';

/** The states of all metrics, and how each was last asked for. Every change of a state is published and written to its status. */
export interface MetricTable {
  readonly states: MetricStates;
  readonly traces: ReadonlyMap<string, AskTrace>;
  /** Takes over an object as the API server has it. Returns whether something about what to ask, or whether to ask, has changed. */
  observe(key: string, object: DatadogMetric): boolean;
  /** Forgets an object that is gone. */
  forget(key: string): void;
  /** Replaces a state; the same state, by identity, is no change. */
  set(key: string, state: MetricState): void;
  setTrace(key: string, trace: AskTrace): void;
  /** When the question was sent that Datadog last answered, other than with 429; 0 if never. */
  answeredAtMillis(key: string): number;
}

type TablePorts = Pick<PollerPorts, 'lookups' | 'nowMillis' | 'objects' | 'publisher'>;

/** An empty table. */
export function createMetricTable(ports: TablePorts, options: PollerOptions): MetricTable {
  const states = new Map<string, MetricState>();
  const traces = new Map<string, AskTrace>();
  const answered = new Map<string, number>();
  const set = (key: string, state: MetricState): void => {
    if (states.get(key) === state) return;
    states.set(key, state);
    ports.publisher.update(toMetricValue(state, options));
    ports.objects.writeStatus(key);
  };
  return {
    states,
    traces,
    observe(key, object) {
      const nowMillis = ports.nowMillis();
      const definition = readDatadogMetric(object, ports.lookups);
      const before = states.get(key);
      if (before === undefined) {
        set(key, restoreMetricState(object, definition, nowMillis));
        return true;
      }
      const after = applyDefinition(before, definition, nowMillis);
      // The definition is new at every look; only what follows from it is a change.
      const isSame = isSameDefinition(before, after) && before.active === after.active && before.error === after.error;
      if (!isSame) set(key, after);
      return !isSame;
    },
    forget(key) {
      states.delete(key);
      traces.delete(key);
      answered.delete(key);
      ports.publisher.remove(key);
    },
    set,
    setTrace(key, trace) {
      traces.set(key, trace);
      if (trace.httpStatus !== undefined && trace.httpStatus !== 429) answered.set(key, trace.atMillis);
    },
    answeredAtMillis: (key) => answered.get(key) ?? 0,
  };
}

function isSameDefinition({ definition: a }: MetricState, { definition: b }: MetricState): boolean {
  return (
    a.query === b.query &&
    a.resolvedQuery === b.resolvedQuery &&
    a.maxAgeSeconds === b.maxAgeSeconds &&
    a.timeWindowSeconds === b.timeWindowSeconds &&
    a.alwaysActive === b.alwaysActive &&
    a.externalMetricName === b.externalMetricName
  );
}

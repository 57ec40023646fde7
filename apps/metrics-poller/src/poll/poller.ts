import type { DatadogMetric } from '@dogwatch/crds';
import {
  applyOutcome,
  applyReferences,
  type Autoscaler,
  planReferences,
  planRequests,
  planWants,
  type PollOutcome,
  type PollRequest,
  type Want,
} from '@dogwatch/scaling';
import { SpanKind } from '@opentelemetry/api';
import { createGeneratedMetrics, type GeneratedMetrics } from '../kubernetes/generated-metrics.js';
import { createLimiters, type Limiter } from './limiter.js';
import { createMetricTable, type MetricTable } from './metric-table.js';
import type { PollerOptions, PollerPorts } from './poller-ports.js';
import { type AskResult, runRequest } from './run-request.js';
import { noWants, type PolledWants } from '../wants/polled-wants.js';

/** What a poller is told of the cluster. */
export interface ClusterChanges {
  metricChanged(key: string, object: DatadogMetric): void;
  metricGone(key: string): void;
  /** Some autoscaler has appeared, changed or gone; the poller looks at all of them when it acts. */
  autoscalersChanged(): void;
  /** There is something new to ask for or to publish in `ports.wants`. */
  wantsChanged(): void;
}

/** Asks Datadog for every active metric: at once when it has become active, then once a period. Works while it leads. */
export interface Poller extends ClusterChanges {
  readonly table: MetricTable;
  /** Whether the first `settle` has been called; before, the table may hold a part of the metrics. */
  isOpen(): boolean;
  /** Acts on what has changed: references, new metrics. Called by itself shortly after a change; public for the first look. */
  settle(): Promise<void>;
  /**
   * One period: references, a sign of life, and all active metrics but those that are still being asked for; so a new period
   * may begin before the answers of the last one are complete. Resolves when its own requests have been answered.
   */
  tick(): Promise<void>;
}

interface PollerState {
  readonly ports: PollerPorts;
  readonly options: PollerOptions;
  readonly table: MetricTable;
  readonly autoscalers: () => Iterable<Autoscaler>;
  readonly signal: AbortSignal;
  readonly limited: (org: string) => Limiter;
  readonly wants: PolledWants;
  readonly generated: GeneratedMetrics;
  readonly inFlight: Set<string>;
  /** Metrics that are to be asked for before their turn. */
  readonly due: Set<string>;
  isOpen: boolean;
  referencesChanged: boolean;
  settleTimer: NodeJS.Timeout | undefined;
}

/**
 * A poller that works until `signal` is aborted. `autoscalers` gives what is known of them at the time of the call.
 * Nothing happens before the first `settle` but taking notes, so that a first list can be taken in whole.
 */
export function createPoller(
  ports: PollerPorts,
  options: PollerOptions,
  autoscalers: () => Iterable<Autoscaler>,
  signal: AbortSignal,
): Poller {
  const state = createState(ports, options, autoscalers, signal);
  signal.addEventListener('abort', () => clearTimeout(state.settleTimer), { once: true });
  return {
    table: state.table,
    metricChanged(key, object) {
      if (!state.table.observe(key, object)) return;
      state.due.add(key);
      noteReferences(state);
    },
    metricGone(key) {
      state.table.forget(key);
      state.due.delete(key);
      noteReferences(state);
    },
    autoscalersChanged: () => noteReferences(state),
    wantsChanged: () => scheduleSettle(state),
    isOpen: () => state.isOpen,
    settle() {
      state.isOpen = true;
      return settle(state);
    },
    tick: () => tick(state),
  };
}

function createState(
  ports: PollerPorts,
  options: PollerOptions,
  autoscalers: () => Iterable<Autoscaler>,
  signal: AbortSignal,
): PollerState {
  return {
    ports,
    options,
    autoscalers,
    signal,
    table: createMetricTable(ports, options),
    limited: createLimiters(options.maxParallelRequests),
    wants: ports.wants ?? noWants,
    generated: createGeneratedMetrics({ objects: ports.objects, log: ports.log, signal }),
    inFlight: new Set(),
    due: new Set(),
    isOpen: false,
    referencesChanged: true,
    settleTimer: undefined,
  };
}

function noteReferences(state: PollerState): void {
  state.referencesChanged = true;
  scheduleSettle(state);
}

function scheduleSettle(state: PollerState): void {
  if (!state.isOpen || state.signal.aborted || state.settleTimer !== undefined) return;
  state.settleTimer = setTimeout(() => {
    state.settleTimer = undefined;
    void settle(state, 'urgent');
  }, state.options.batchWindowSeconds * 1000);
}

async function settle(state: PollerState, urgency?: 'urgent'): Promise<void> {
  reconcileReferences(state);
  const requests = prepare(state, takeDue(state), state.wants.take('new'));
  state.ports.publisher.flush();
  state.wants.flush();
  await send(state, requests, urgency);
}

async function tick(state: PollerState): Promise<void> {
  state.referencesChanged = true;
  reconcileReferences(state);
  takeDue(state);
  state.wants.beginPeriod();
  const requests = prepare(state, state.table.states.keys(), state.wants.take('all'));
  // Before the answers, which may take long: those who hear nothing would think that nobody leads.
  state.ports.publisher.flush(true);
  state.wants.flush();
  await send(state, requests);
}

/** What is being asked for right now was asked with the old query; it stays due until that request has ended. */
function takeDue(state: PollerState): readonly string[] {
  const due = [...state.due].filter((key) => !state.inFlight.has(key));
  for (const key of due) state.due.delete(key);
  return due;
}

function reconcileReferences(state: PollerState): void {
  if (!state.referencesChanged) return;
  state.referencesChanged = false;
  const { ports, options, table } = state;
  const nowMillis = ports.nowMillis();
  const { sha256Hex } = ports;
  const plan = planReferences({
    autoscalers: state.autoscalers(),
    metrics: table.states,
    options,
    nowMillis,
    sha256Hex,
  });
  for (const update of plan.updates) {
    const before = table.states.get(update.key);
    if (before === undefined) continue;
    table.set(update.key, applyReferences(before, update, nowMillis));
    if (update.active && !before.active) state.due.add(update.key);
  }
  for (const metric of plan.create) state.generated.create(metric);
  for (const key of plan.remove) state.generated.remove(key);
  ports.events.looked?.(plan.problems);
}

/** The requests for these metrics and wants, from now on in flight. Those that are not asked for get what is to say about them at once. */
function prepare(state: PollerState, keys: Iterable<string>, wanted: readonly Want[]): readonly PollRequest[] {
  const { options, ports, table } = state;
  // Where the budget does not suffice for all, it must not be the same ones that get nothing each time.
  const longestWaitingFirst = [...keys].sort((a, b) => table.answeredAtMillis(a) - table.answeredAtMillis(b));
  const metrics = longestWaitingFirst.flatMap((key) => (state.inFlight.has(key) ? [] : (table.states.get(key) ?? [])));
  const { wants: ofMetrics, skipped } = planWants(metrics, options, ports.nowMillis());
  const wants = withWanted(state, ofMetrics, wanted);
  const { requests, refused } = planRequests(wants, options);
  for (const [key, failure] of refused) if (!state.wants.refuse(key, failure)) applyTo(state, key, failure);
  // No answer will have their status written; an earlier write may have failed, or somebody else may have written.
  for (const key of skipped.keys()) ports.objects.writeStatus(key);
  for (const { key } of wants) if (!refused.has(key)) state.inFlight.add(key);
  return requests;
}

/** Whoever has waited longest comes first, be it a DatadogMetric or a want. */
function withWanted({ inFlight, table, wants }: PollerState, ofMetrics: readonly Want[], wanted: readonly Want[]) {
  const added = wanted.filter(({ key }) => !inFlight.has(key));
  if (added.length === 0) return ofMetrics;
  const answeredAt = ({ key }: Want): number => table.answeredAtMillis(key) || wants.answeredAtMillis(key);
  return [...ofMetrics, ...added].sort((a, b) => answeredAt(a) - answeredAt(b));
}

async function send(state: PollerState, requests: readonly PollRequest[], urgency?: 'urgent'): Promise<void> {
  await Promise.all(requests.map((request) => state.limited(request.org)(() => pollRequest(state, request), urgency)));
}

async function pollRequest(state: PollerState, request: PollRequest): Promise<void> {
  const { ports, signal, wants } = state;
  // Somebody may need more of them while the question is under way.
  const seriesPoints = () => wants.seriesPoints([...request.keysByQuery.values()].flat());
  const attributes = {
    'datadog.queries': request.queries.length,
    'datadog.org': request.org,
    'datadog.window_seconds': request.windowSeconds,
  };
  await ports.tracer.startActiveSpan('poll metrics', { kind: SpanKind.INTERNAL, attributes }, async (span) => {
    const startedMillis = ports.nowMillis();
    try {
      if (signal.aborted) return;
      const results = await runRequest(request, { ask: ports.ask, nowMillis: ports.nowMillis, signal, seriesPoints });
      // Another replica may lead and publish already.
      if (signal.aborted) return;
      let calls = 0;
      for (const [query, result] of results) {
        calls = Math.max(calls, result.trace.calls);
        for (const key of request.keysByQuery.get(query) ?? []) applyResult(state, { ...result, key, query });
      }
      ports.publisher.flush();
      wants.flush();
      ports.events.requestEnded?.({
        seconds: (ports.nowMillis() - startedMillis) / 1000,
        queries: request.queries.length,
        calls,
      });
    } finally {
      for (const keys of request.keysByQuery.values()) for (const key of keys) state.inFlight.delete(key);
      if (state.due.size > 0) scheduleSettle(state);
      span.end();
    }
  });
}

interface Result extends AskResult {
  readonly key: string;
  readonly query: string;
}

/** A result counts only for a metric that still asks for this query. */
function applyResult(state: PollerState, result: Result): void {
  const { key, query, outcome, trace } = result;
  if (state.wants.applyResult(key, result)) return;
  const current = state.table.states.get(key);
  if (current?.definition.resolvedQuery !== query || !current.active) return;
  state.table.setTrace(key, trace);
  applyTo(state, key, outcome);
}

function applyTo({ table, ports, options }: PollerState, key: string, outcome: PollOutcome): void {
  const current = table.states.get(key);
  if (current === undefined) return;
  table.set(key, applyOutcome(current, outcome, { nowMillis: ports.nowMillis(), random: ports.random(), options }));
}

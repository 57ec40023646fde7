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
} from '@dogwatch/scaling';
import { SpanKind } from '@opentelemetry/api';
import { createGeneratedMetrics, type GeneratedMetrics } from './generated-metrics.js';
import { createLimiter, type Limiter } from './limiter.js';
import { createMetricTable, type MetricTable } from './metric-table.js';
import type { PollerOptions, PollerPorts } from './poller-ports.js';
import { runRequest } from './run-request.js';

/** What a poller is told of the cluster. */
export interface ClusterChanges {
  metricChanged(key: string, object: DatadogMetric): void;
  metricGone(key: string): void;
  /** Some autoscaler has appeared, changed or gone; the poller looks at all of them when it acts. */
  autoscalersChanged(): void;
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
  readonly limited: Limiter;
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
    limited: createLimiter(options.maxParallelRequests),
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
  const requests = prepare(state, takeDue(state));
  state.ports.publisher.flush();
  await send(state, requests, urgency);
}

async function tick(state: PollerState): Promise<void> {
  state.referencesChanged = true;
  reconcileReferences(state);
  takeDue(state);
  const requests = prepare(state, state.table.states.keys());
  // Before the answers, which may take long: those who hear nothing would think that nobody leads.
  state.ports.publisher.flush(true);
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

/** The requests for these metrics, from now on in flight. Those that are not asked for get what is to say about them at once. */
function prepare(state: PollerState, keys: Iterable<string>): readonly PollRequest[] {
  const { options, ports, table } = state;
  // Where the budget does not suffice for all, it must not be the same ones that get nothing each time.
  const longestWaitingFirst = [...keys].sort((a, b) => table.answeredAtMillis(a) - table.answeredAtMillis(b));
  const metrics = longestWaitingFirst.flatMap((key) => (state.inFlight.has(key) ? [] : (table.states.get(key) ?? [])));
  const { wants, skipped } = planWants(metrics, options, ports.nowMillis());
  const { requests, refused } = planRequests(wants, options);
  for (const [key, failure] of refused) applyTo(state, key, failure);
  // No answer will have their status written; an earlier write may have failed, or somebody else may have written.
  for (const key of skipped.keys()) ports.objects.writeStatus(key);
  for (const { key } of wants) if (!refused.has(key)) state.inFlight.add(key);
  return requests;
}

async function send(state: PollerState, requests: readonly PollRequest[], urgency?: 'urgent'): Promise<void> {
  await Promise.all(requests.map((request) => state.limited(() => pollRequest(state, request), urgency)));
}

async function pollRequest(state: PollerState, request: PollRequest): Promise<void> {
  const { ports, signal } = state;
  const attributes = {
    'datadog.queries': request.queries.length,
    'datadog.org': request.org,
    'datadog.window_seconds': request.windowSeconds,
  };
  await ports.tracer.startActiveSpan('poll metrics', { kind: SpanKind.INTERNAL, attributes }, async (span) => {
    const startedMillis = ports.nowMillis();
    try {
      if (signal.aborted) return;
      const results = await runRequest(request, { ask: ports.ask, nowMillis: ports.nowMillis, signal });
      // Another replica may lead and publish already.
      if (signal.aborted) return;
      let calls = 0;
      for (const [query, { outcome, trace }] of results) {
        calls = Math.max(calls, trace.calls);
        for (const key of request.keysByQuery.get(query) ?? []) applyResult(state, { key, query, outcome, trace });
      }
      ports.publisher.flush();
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

interface Result {
  readonly key: string;
  readonly query: string;
  readonly outcome: PollOutcome;
  readonly trace: Parameters<MetricTable['setTrace']>[1];
}

/** A result counts only for a metric that still asks for this query. */
function applyResult(state: PollerState, { key, query, outcome, trace }: Result): void {
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

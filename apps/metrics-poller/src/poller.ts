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
import { createLimiter } from './limiter.js';
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
  /** Acts on what has changed: references, new metrics. Called by itself shortly after a change; public for the first look. */
  settle(): Promise<void>;
  /** One period: references, all active metrics, and a sign of life. */
  tick(): Promise<void>;
}

interface PollerState {
  readonly ports: PollerPorts;
  readonly options: PollerOptions;
  readonly table: MetricTable;
  readonly autoscalers: () => Iterable<Autoscaler>;
  readonly signal: AbortSignal;
  readonly limited: ReturnType<typeof createLimiter>;
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
    settle() {
      state.isOpen = true;
      return settle(state);
    },
    async tick() {
      state.referencesChanged = true;
      reconcileReferences(state);
      state.due.clear();
      await poll(state, state.table.states.keys());
      ports.publisher.flush(true);
    },
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
    void settle(state);
  }, state.options.batchWindowSeconds * 1000);
}

async function settle(state: PollerState): Promise<void> {
  reconcileReferences(state);
  // What is being asked for right now was asked with the old query; it stays due until that request has ended.
  const due = [...state.due].filter((key) => !state.inFlight.has(key));
  for (const key of due) state.due.delete(key);
  await poll(state, due);
  state.ports.publisher.flush();
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
  for (const metric of plan.create) void report(state, 'create', metric.name, ports.objects.create(metric));
  for (const key of plan.remove) void report(state, 'delete', key, ports.objects.remove(key));
  for (const problem of plan.problems) ports.events.referenceProblem?.(problem);
}

/** Creating and deleting are tried again at the next period, because the plan still asks for it then. */
async function report(
  { ports: { log } }: PollerState,
  action: 'create' | 'delete',
  name: string,
  result: ReturnType<PollerPorts['objects']['create']>,
): Promise<void> {
  const answer = await result;
  if (answer.ok) return log.info({ action, name }, 'a generated DatadogMetric was changed to follow the autoscalers');
  if (answer.reason === 'AlreadyExists' || answer.reason === 'NotFound') return;
  const { reason, message } = answer;
  log.warn(
    { action, name, reason, cause: message },
    'a generated DatadogMetric could not be changed; it is tried again in the next period. Check that metrics-poller may create and delete datadogmetrics',
  );
}

async function poll(state: PollerState, keys: Iterable<string>): Promise<void> {
  const { options, ports, table, limited } = state;
  const metrics = [...keys].flatMap((key) => (state.inFlight.has(key) ? [] : (table.states.get(key) ?? [])));
  const { wants } = planWants(metrics, options, ports.nowMillis());
  const { requests, refused } = planRequests(wants, options);
  for (const [key, failure] of refused) applyTo(state, key, failure);
  for (const { key } of wants) if (!refused.has(key)) state.inFlight.add(key);
  await Promise.all(requests.map((request) => limited(() => pollRequest(state, request))));
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

/** A result counts only for a metric that still asks for this query, and only while leading. */
function applyResult(state: PollerState, { key, query, outcome, trace }: Result): void {
  const current = state.table.states.get(key);
  if (state.signal.aborted || current?.definition.resolvedQuery !== query || !current.active) return;
  state.table.setTrace(key, trace);
  applyTo(state, key, outcome);
}

function applyTo({ table, ports, options }: PollerState, key: string, outcome: PollOutcome): void {
  const current = table.states.get(key);
  if (current === undefined) return;
  table.set(key, applyOutcome(current, outcome, { nowMillis: ports.nowMillis(), random: ports.random(), options }));
}

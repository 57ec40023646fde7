import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { Failure } from './failures/failure.js';
import { createFailureBook } from './failures/failure-book.js';
import type { AcceptedKeys } from './http/accepted-keys.js';
import { createCallLog, type CallLog } from './http/call-log.js';
import type { RateLimit } from './http/rate-limiter.js';
import { createRateLimiters } from './http/rate-limiters.js';
import { errorAnswer } from './http/route.js';
import { send } from './http/send.js';
import { serve, type ServerState } from './http/serve.js';
import { createLogStore, type LogStore } from './logs/log-store.js';
import { evaluateMonitor } from './monitors/evaluate-monitor.js';
import { createMonitorStore, type MonitorStore } from './monitors/monitor-store.js';
import { createObjectStores, type ObjectStores } from './objects/object-stores.js';
import { createPipelineStore, type PipelineStore } from './logs/pipeline-store.js';
import type { SeriesDefinition } from './series/series-definition.js';
import { createSeriesStore, type SeriesFilter } from './series/series-store.js';

/** How to start a simulator; everything has a default. */
export interface DatadogSimulatorOptions extends AcceptedKeys {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** 127.0.0.1 by default. */
  readonly host?: string;
  readonly series?: readonly SeriesDefinition[];
  readonly failures?: readonly Failure[];
  /** The budget of the query API; by default one that is never used up. */
  readonly rateLimit?: RateLimit;
  /** Other budgets, by the name that X-RateLimit-Name tells, such as `monitor_list`; by default none is ever used up. */
  readonly rateLimits?: Readonly<Record<string, RateLimit>>;
  /** Milliseconds since 1970; the system clock by default. */
  readonly now?: () => number;
  /** How many calls the log keeps; 10,000 by default. */
  readonly keepCalls?: number;
  /** How many logs are kept; 500,000 by default. */
  readonly keepLogs?: number;
}

/** A running simulator. */
export interface DatadogSimulator {
  /** `http://host:port`, without a slash at the end. */
  readonly url: string;
  readonly calls: CallLog;
  /** What the logs intake took. */
  readonly logs: LogStore;
  /** What the Logs Pipelines API holds. */
  readonly pipelines: PipelineStore;
  /** What the Monitors API holds. */
  readonly monitors: MonitorStore;
  /** What the APIs of other objects hold: SLOs, dashboards, downtimes, … */
  readonly objects: ObjectStores;
  /** Returns the ids; a definition whose id is in use replaces that series. */
  readonly addSeries: (...definitions: readonly SeriesDefinition[]) => readonly string[];
  /** Returns how many were removed; without a filter all are. */
  readonly removeSeries: (filter?: SeriesFilter) => number;
  /** Puts the metric monitors into the state that the series give them now; nothing does so by itself. */
  readonly evaluateMonitors: () => void;
  /** Starts to fail; returns the id for {@link recover}. */
  readonly fail: (failure: Failure) => string;
  /** Ends one failure, or all; returns how many. */
  readonly recover: (id?: string) => number;
  /** Replaces the keys that are accepted. */
  readonly acceptKeys: (keys: AcceptedKeys) => void;
  /** Ends open calls and closes the port; resolves when nothing is left. */
  readonly stop: () => Promise<void>;
}

/** Starts a simulator of Datadog's HTTP API. Rejects when the port is taken. */
export async function startDatadogSimulator(options: DatadogSimulatorOptions = {}): Promise<DatadogSimulator> {
  const { port = 0, host = '127.0.0.1' } = options;
  let keys: AcceptedKeys = options;
  let stopped: Promise<void> | undefined;
  const state = createState(options, () => keys);
  const server = createHttpServer(state);
  server.listen(port, host);
  await once(server, 'listening');
  return {
    url: urlOf(server, host),
    calls: state.calls,
    logs: state.logs,
    pipelines: state.pipelines,
    monitors: state.monitors,
    objects: state.objects,
    addSeries: (...definitions) => definitions.map(state.store.add),
    removeSeries: (filter = {}) => state.store.remove(filter),
    evaluateMonitors: () => {
      evaluateMonitors(state);
    },
    fail: state.failures.add,
    recover: state.failures.remove,
    acceptKeys: (accepted) => {
      keys = accepted;
    },
    stop: () => (stopped ??= stop(server)),
  };
}

function createState(options: DatadogSimulatorOptions, acceptedKeys: ServerState['acceptedKeys']): ServerState {
  const { series = [], failures = [], now = Date.now, rateLimit } = options;
  const state: ServerState = {
    now,
    store: createSeriesStore(now),
    failures: createFailureBook(now),
    calls: createCallLog(options.keepCalls ?? 10_000),
    logs: createLogStore(options.keepLogs ?? 500_000),
    pipelines: createPipelineStore(),
    monitors: createMonitorStore(now),
    objects: createObjectStores(now),
    limiters: createRateLimiters({ ...options.rateLimits, ...(rateLimit && { query: rateLimit }) }, now),
    acceptedKeys,
  };
  series.forEach(state.store.add);
  failures.forEach(state.failures.add);
  return state;
}

function evaluateMonitors({ monitors, now, store }: ServerState): void {
  for (const monitor of monitors.list()) {
    const change = evaluateMonitor(monitor, store.byMetric, Math.floor(now() / 1000));
    if (change !== undefined) {
      monitors.setState(monitor.id, change);
    }
  }
}

function createHttpServer(state: ServerState): Server {
  return createServer({ maxHeaderSize: 64 * 1024 }, (request, response) => {
    serve(request, response, state).catch((error: unknown) => {
      if (response.headersSent || response.destroyed) {
        response.destroy();
      } else {
        send(response, errorAnswer(500, `The simulator has a bug: ${String(error)}`));
      }
    });
  });
}

function urlOf(server: Server, host: string): string {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

async function stop(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

import { failure, isRefusal, type RateLimit } from '@dogwatch/scaling';
import { createScrubber, type Logger, type Scrubber } from '@dogwatch/telemetry';
import { askEndpoint, type Asking } from './ask-endpoint.js';
import { abortedFailure, type AttemptEnd, type CallFailure } from './attempt.js';
import { type CallBudgets, createCallBudgets } from './call-budget.js';
import type { ClientEvents } from './client-events.js';
import type { DatadogEndpoint } from './endpoint.js';
import { createEndpointRing, type EndpointRing } from './endpoint-ring.js';
import { type Connections, createConnections, type ProxySettings } from './proxy.js';
import { createKeyHider } from './hide-keys.js';
import type { QueryRange } from './query-path.js';

/** One question to `GET /api/v1/query`. */
export interface MetricsRequest extends QueryRange {
  /** Gives up the call. */
  readonly signal?: AbortSignal;
}

/** What Datadog answered, or why there is no answer. The message of a failure holds no key. */
export type QueryAnswer =
  | {
      readonly ok: true;
      readonly httpStatus: number;
      /** The parsed JSON, not checked further; `{}` for an empty body. */
      readonly body: unknown;
      readonly rateLimit: RateLimit;
      /** Name of the endpoint that answered. */
      readonly endpoint: string;
    }
  | (CallFailure & {
      /** Name of the endpoint that failed first; absent when none was tried. */
      readonly endpoint?: string;
    });

/** Bounds of one call; all have defaults. */
export interface ClientLimits {
  /** One HTTP attempt, from connecting to the last byte. Default 10 s. */
  readonly attemptTimeoutMillis?: number;
  /** Time in which an endpoint that fails with 5xx or on the way is asked again. Default and most: 3 s. */
  readonly retryMillis?: number;
  /** Largest decompressed body. Default 32 MiB. */
  readonly maxBodyBytes?: number;
  /** Connections per endpoint. Default 10. */
  readonly maxConnections?: number;
}

/** What a client needs. */
export interface DatadogClientOptions {
  /** The endpoints to try, in order; a function is asked at each call, so that keys can change. */
  readonly endpoints: readonly DatadogEndpoint[] | (() => readonly DatadogEndpoint[]);
  readonly log: Logger;
  /** Default: budgets of its own. Share them between the clients of the same keys. */
  readonly budgets?: CallBudgets;
  /** Default: no proxy. */
  readonly proxy?: ProxySettings;
  /** Default `dogwatch`. */
  readonly userAgent?: string;
  readonly limits?: ClientLimits;
  readonly events?: ClientEvents;
  /** Gets to know the keys; default: one of its own. Give the service's, so that its log lines hold no key either. */
  readonly scrubber?: Scrubber;
  /** Sends `traceparent` to Datadog. Default false. */
  readonly propagateTrace?: boolean;
  /** In [0, 1); for the jitter of retries. Default: Math.random. */
  readonly random?: () => number;
  /** Milliseconds of a clock that is never set back; default: `performance.now`. */
  readonly nowMillis?: () => number;
}

/** Asks Datadog; owns the connections. */
export interface DatadogClient {
  /** Never throws; retries, fails over and waits for the budget within bounds. */
  queryMetrics(request: MetricsRequest): Promise<QueryAnswer>;
  readonly budgets: CallBudgets;
  /** Closes the connections; calls under way end as given up. */
  close(): Promise<void>;
}

const mebibyte = 1024 * 1024;

/** A client of Datadog's API. Throws when a proxy is no URL. */
export function createDatadogClient(options: DatadogClientOptions): DatadogClient {
  const { endpoints, nowMillis = () => performance.now() } = options;
  const budgets = options.budgets ?? createCallBudgets({ nowMillis });
  const connections = createConnections(options.proxy ?? { noProxy: [] }, options.limits?.maxConnections ?? 10);
  const closing = new AbortController();
  const asking = toAsking(options, connections);
  const ring = createEndpointRing(nowMillis);
  const hideKeys = createKeyHider(asking.scrubber);
  return {
    budgets,
    async queryMetrics(request) {
      const all = (typeof endpoints === 'function' ? endpoints() : endpoints).filter(hasKeys);
      for (const endpoint of all) hideKeys(endpoint);
      const signal = request.signal === undefined ? closing.signal : AbortSignal.any([request.signal, closing.signal]);
      return askInTurn({ asking, ring, budgets, nowMillis }, all, { ...request, signal });
    },
    async close() {
      closing.abort();
      await connections.close();
    },
  };
}

function toAsking(options: DatadogClientOptions, connections: Connections): Asking {
  const { log, scrubber = createScrubber(), events = {}, random = Math.random } = options;
  const { userAgent = 'dogwatch', propagateTrace = false, limits = {} } = options;
  const { attemptTimeoutMillis = 10_000, retryMillis = 3000, maxBodyBytes = 32 * mebibyte } = limits;
  const bounds = { attemptTimeoutMillis, retryMillis, maxBodyBytes };
  return { connections, log, scrubber, events, random, userAgent, propagateTrace, ...bounds };
}

interface Turn {
  readonly asking: Asking;
  readonly ring: EndpointRing;
  readonly budgets: CallBudgets;
  readonly nowMillis: () => number;
}

/** Tries the endpoints until one answers. A refusal of the queries is an answer: another site would say the same. */
async function askInTurn(
  { asking, ring, budgets, nowMillis }: Turn,
  endpoints: readonly DatadogEndpoint[],
  request: MetricsRequest & { readonly signal: AbortSignal },
): Promise<QueryAnswer> {
  let firstFailure: (CallFailure & { readonly endpoint?: string }) | undefined;
  for (const endpoint of ring.order(endpoints)) {
    const beganMillis = nowMillis();
    const end = await askEndpoint(asking, endpoint, request, budgets.of(endpoint.name));
    if (!end.ok && end.detail === 'Aborted') return firstFailure ?? { ...end, endpoint: endpoint.name };
    noteHealth(ring, endpoint.name, { end, beganMillis, log: asking.log, hasOthers: endpoints.length > 1 });
    if (end.ok || isRefusal(end.reason)) return { ...end, endpoint: endpoint.name };
    firstFailure ??= { ...end, endpoint: endpoint.name };
  }
  return firstFailure ?? (request.signal.aborted ? abortedFailure : noCredentials);
}

const noCredentials: CallFailure = {
  ...failure(
    'CredentialsRefused',
    'there is no endpoint with both an API key and an application key; set DD_API_KEY and DD_APP_KEY',
  ),
  detail: 'NoCredentials',
};

interface EndpointEnd {
  readonly end: AttemptEnd;
  readonly beganMillis: number;
  readonly log: Logger;
  readonly hasOthers: boolean;
}

function noteHealth(ring: EndpointRing, endpoint: string, { end, beganMillis, log, hasOthers }: EndpointEnd): void {
  if (end.ok || isRefusal(end.reason)) {
    if (ring.succeeded(endpoint)) log.info({ endpoint }, `The Datadog endpoint ${endpoint} answers again.`);
    return;
  }
  // our own budget says nothing about the endpoint
  if (end.detail === 'BudgetExhausted') return;
  const { reason, message } = end;
  const failed = ring.failed(endpoint, beganMillis, reason);
  if (failed?.isNews !== true) return;
  const { skipSeconds } = failed;
  if (hasOthers)
    log.warn(
      { endpoint, reason, skipSeconds },
      `The Datadog endpoint ${endpoint} fails, others are asked first for ${Math.round(skipSeconds)} s: ${message}`,
    );
  else log.warn({ endpoint, reason }, `The Datadog endpoint ${endpoint} fails: ${message}`);
}

function hasKeys({ apiKey, appKey }: DatadogEndpoint): boolean {
  return apiKey !== '' && appKey !== '';
}

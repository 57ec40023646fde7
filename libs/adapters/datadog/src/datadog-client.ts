import type { CallBudgets } from './call-budget.js';
import type { DatadogEndpoint } from './endpoint.js';
import type { RateLimit } from './rate-limit.js';
import type { DatadogReason } from './reasons.js';

/** One call of `GET /api/v1/query`. */
export interface MetricsRequest {
  /** Joined with commas; a query with a comma at top level would count as two. */
  readonly queries: readonly string[];
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly signal?: AbortSignal;
}

/** What Datadog answered, or why there is no answer. No text in it holds a key. */
export type QueryAnswer =
  | {
      readonly ok: true;
      readonly httpStatus: number;
      /** The parsed JSON, not checked further; `{}` for an empty body. */
      readonly body: unknown;
      readonly rateLimit?: RateLimit;
      /** Name of the endpoint that answered. */
      readonly endpoint: string;
    }
  | {
      readonly ok: false;
      readonly reason: DatadogReason;
      readonly message: string;
      /** Absent when there was no answer at all. */
      readonly httpStatus?: number;
      /** How long to leave this organization alone, when Datadog or the budget said so. */
      readonly retryAfterSeconds?: number;
      /** Name of the endpoint that failed first; absent when none was tried. */
      readonly endpoint?: string;
    };

/** Bounds of one call; all have defaults. */
export interface ClientLimits {
  /** One HTTP attempt, from connecting to the last byte. Default 10 s. */
  readonly attemptTimeoutMillis?: number;
  /** All retries of one endpoint together. Default 3 s. */
  readonly retryTotalMillis?: number;
  /** Largest decompressed body. Default 32 MiB. */
  readonly maxBodyBytes?: number;
  /** Connections per endpoint. Default 10. */
  readonly maxConnections?: number;
}

/** What a client reports while it works; for metrics. */
export interface ClientEvents {
  /** One HTTP attempt has ended. `reason` is absent for a 2xx answer with a JSON body. */
  attempt?(event: {
    readonly endpoint: string;
    readonly httpStatus?: number;
    readonly reason?: DatadogReason;
    readonly seconds: number;
  }): void;
  /** An answer carried rate-limit headers. */
  rateLimit?(event: { readonly endpoint: string; readonly rateLimit: RateLimit }): void;
}

/** Asks Datadog; owns the connections. */
export interface DatadogClient {
  /** Never throws; retries, fails over and waits for the budget within bounds. */
  queryMetrics(request: MetricsRequest): Promise<QueryAnswer>;
  /** The budgets of the organizations; share them between clients of the same keys. */
  readonly budgets: CallBudgets;
  /** Closes the connections; calls under way are aborted. */
  close(): Promise<void>;
}

/** The endpoints to try, in order; a function is asked at each call, so that keys can change. */
export type EndpointSource = readonly DatadogEndpoint[] | (() => readonly DatadogEndpoint[]);

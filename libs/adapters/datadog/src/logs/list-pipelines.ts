import { type AttemptEnd, attemptQuery } from '../attempt.js';
import type { DatadogEndpoint } from '../endpoint.js';
import { createConnections, type ProxySettings } from '../proxy.js';
import type { Scrubber } from '@dogwatch/telemetry';

/** The pipelines of an organization, in the order in which Datadog runs them, or why they cannot be read. */
export type ListedPipelines =
  | { readonly ok: true; readonly pipelines: readonly unknown[] }
  | { readonly ok: false; readonly message: string };

/** Reads pipelines from Datadog's Logs Pipelines API. */
export interface PipelinesReader {
  list(signal: AbortSignal): Promise<ListedPipelines>;
  close(): Promise<void>;
}

/** How to reach the API. */
export interface PipelinesReaderOptions {
  /** Asked each time, so that keys may change; undefined while there are none. */
  readonly endpoint: () => DatadogEndpoint | undefined;
  readonly proxy: ProxySettings;
  readonly userAgent: string;
  readonly scrubber: Scrubber;
}

const root = '/api/v1/logs/config';
const timeoutMillis = 30_000;
const maxBodyBytes = 32 * 1024 * 1024;

/** Makes a reader; throws when the proxy is no URL. */
export function createPipelinesReader(options: PipelinesReaderOptions): PipelinesReader {
  const connections = createConnections(options.proxy, 2);
  const get = async (path: string, endpoint: DatadogEndpoint, signal: AbortSignal): Promise<AttemptEnd> =>
    attemptQuery({
      endpoint,
      pathAndQuery: `${root}${path}`,
      headers: { 'user-agent': options.userAgent },
      connections,
      scrubber: options.scrubber,
      timeoutMillis,
      maxBodyBytes,
      signal,
    });
  return {
    async list(signal) {
      const endpoint = options.endpoint();
      if (endpoint === undefined) return refuse('there are no keys; set DD_API_KEY and DD_APP_KEY');
      const order = await get('/pipeline-order', endpoint, signal);
      if (!order.ok) return refuse(order.message);
      const pipelines = await get('/pipelines', endpoint, signal);
      if (!pipelines.ok) return refuse(pipelines.message);
      return putInOrder(order.body, pipelines.body);
    },
    close: () => connections.close(),
  };
}

function refuse(message: string): ListedPipelines {
  return { ok: false, message: `the pipelines of Datadog cannot be read: ${message}` };
}

function putInOrder(order: unknown, pipelines: unknown): ListedPipelines {
  const ids = isRecord(order) ? order['pipeline_ids'] : undefined;
  if (!Array.isArray(ids) || !Array.isArray(pipelines))
    return refuse('the answers have not the form that is documented');
  const byId = new Map(
    pipelines.map((pipeline: unknown) => [isRecord(pipeline) ? pipeline['id'] : undefined, pipeline]),
  );
  const missing = ids.find((id) => !byId.has(id));
  // one of the two answers is older than the other
  if (missing !== undefined || byId.size !== ids.length)
    return refuse('they have just changed; they are read again soon');
  return { ok: true, pipelines: ids.map((id) => byId.get(id)) };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

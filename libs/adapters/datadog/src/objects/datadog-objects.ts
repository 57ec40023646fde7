import type { BudgetGauges } from '@dogwatch/scaling';
import type { Scrubber } from '@dogwatch/telemetry';
import { type CallBudget, type CallBudgets, createCallBudgets } from '../call-budget.js';
import type { DatadogEndpoint } from '../endpoint.js';
import { createKeyHider } from '../hide-keys.js';
import { createConnections, type ProxySettings } from '../proxy.js';
import { exchangeObject } from './exchange-object.js';
import { inCallSpan } from './call-span.js';

/** One call to an API of objects, such as monitors. */
export interface ObjectCall {
  readonly method: 'DELETE' | 'GET' | 'PATCH' | 'POST' | 'PUT';
  /** Path and query. */
  readonly path: string;
  /** Method and path without ids: names the call in spans, and its rate limit until an answer names it. */
  readonly endpoint: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Ends the wait for a free call; with `isCut` also the call itself. */
  readonly signal?: AbortSignal;
  /** Whether the signal may cut a call that is under way. Default false: a write that was begun should tell its end. */
  readonly isCut?: boolean;
}

/** How a call ended, as a value. No text in it holds a key. */
export interface ObjectAnswer {
  /** 0 when there was no answer; 429 also when the budget has no call to give. */
  readonly status: number;
  /** Parsed JSON; a text when it is none, or when there was no answer. */
  readonly body: unknown;
  readonly retryAfterSeconds?: number;
}

/** A client of the APIs of objects. It never tries again by itself. */
export interface DatadogObjects {
  /** Waits for the budget of the endpoint, within bounds; never throws. */
  call(call: ObjectCall): Promise<ObjectAnswer>;
  /** Calls under way fail. */
  close(): Promise<void>;
}

/** How to reach the APIs. */
export interface DatadogObjectsOptions {
  /** Asked at each call, so that keys may change; undefined while there are none. */
  readonly endpoint: () => DatadogEndpoint | undefined;
  readonly proxy: ProxySettings;
  readonly userAgent: string;
  readonly scrubber: Scrubber;
  /** One attempt, from connecting to the last byte. Default 15 s. */
  readonly timeoutMillis?: number;
  /** Longest wait for a free call. Default 10 s. */
  readonly maxWaitMillis?: number;
  readonly maxConnections?: number;
  /** Told of each call that was made. */
  readonly onCall?: (event: {
    readonly endpoint: string;
    readonly answer: ObjectAnswer;
    readonly seconds: number;
    readonly budget: BudgetGauges;
  }) => void;
}

/** Makes a client; throws when a proxy is no URL. */
export function createDatadogObjects(options: DatadogObjectsOptions): DatadogObjects {
  const { maxWaitMillis = 10_000, timeoutMillis = 15_000 } = options;
  const connections = createConnections(options.proxy, options.maxConnections ?? 10);
  const budgets = createSharedBudgets(createCallBudgets({ maxWaitMillis, maxWaiting: 10_000 }));
  const closing = new AbortController();
  const hideKeys = createKeyHider(options.scrubber);
  const send = async (call: ObjectCall, endpoint: DatadogEndpoint): Promise<ObjectAnswer> => {
    const waiting = call.signal === undefined ? closing.signal : AbortSignal.any([call.signal, closing.signal]);
    const budgetName = `${endpoint.name} ${call.endpoint}`;
    const budget = budgets.of(budgetName);
    const permit = await budget.acquire(waiting).catch(() => undefined);
    if (permit === undefined) return givenUp;
    if (!permit.ok) return toRefusal(call, permit.retryAfterSeconds);
    const startedAt = performance.now();
    const signal = call.isCut === true ? waiting : closing.signal;
    const { answer, rateLimit, limitName } = await inCallSpan(call, endpoint, async () =>
      exchangeObject(call, { endpoint, connections, signal, timeoutMillis, options }),
    );
    if (limitName !== undefined) budgets.share(budgetName, `${endpoint.name} ${limitName}`);
    permit.finish({ httpStatus: answer.status === 0 ? undefined : answer.status, rateLimit });
    const seconds = (performance.now() - startedAt) / 1000;
    options.onCall?.({ endpoint: call.endpoint, answer, seconds, budget: budget.gauges() });
    return answer;
  };
  return {
    async call(call) {
      const endpoint = options.endpoint();
      if (endpoint === undefined) return noKeys;
      hideKeys(endpoint);
      return send(call, endpoint);
    },
    async close() {
      closing.abort();
      await connections.close();
    },
  };
}

/** Budgets by endpoint; those whose answers name the same limit become one. */
function createSharedBudgets(budgets: CallBudgets) {
  const byLimit = new Map<string, CallBudget>();
  const byEndpoint = new Map<string, CallBudget>();
  const of = (endpoint: string): CallBudget => byEndpoint.get(endpoint) ?? budgets.of(endpoint);
  return {
    of,
    share(endpoint: string, limit: string): void {
      const shared = byLimit.get(limit) ?? of(endpoint);
      byLimit.set(limit, shared);
      byEndpoint.set(endpoint, shared);
    },
  };
}

const givenUp: ObjectAnswer = { status: 0, body: 'the call was given up' };
const noKeys: ObjectAnswer = {
  status: 401,
  body: { errors: ['there are no usable keys; set DD_API_KEY and DD_APP_KEY'] },
};

function toRefusal({ endpoint }: ObjectCall, retryAfterSeconds: number): ObjectAnswer {
  const message = `no call of ${endpoint} is free; the next one is in ${retryAfterSeconds} s`;
  return { status: 429, body: { errors: [message] }, retryAfterSeconds };
}

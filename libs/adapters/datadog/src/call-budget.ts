import type { RateLimit } from './rate-limit.js';

/** Leave to make one call, or how long there will be none. */
export type CallPermit = { readonly ok: true } | { readonly ok: false; readonly retryAfterSeconds: number };

/** The rate budget of one organization, shared by all calls with its keys. */
export interface CallBudget {
  /** Waits for a free call, at most the configured time; refuses at once when that would not suffice. */
  acquire(signal?: AbortSignal): Promise<CallPermit>;
  /** Takes in the headers of an answer. */
  observe(rateLimit: RateLimit): void;
  /** Takes in a 429: no call before this many seconds. */
  block(seconds: number): void;
}

/** Budgets by endpoint name. */
export interface CallBudgets {
  of(endpoint: string): CallBudget;
}

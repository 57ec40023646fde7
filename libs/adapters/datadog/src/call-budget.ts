import {
  type Budget,
  type BudgetGauges,
  budgetGauges,
  type CallEnd,
  finishCall,
  newBudget,
  nextCallAtMillis,
  startCall,
} from '@dogwatch/scaling';
import { createWaiters } from './waiters.js';

/** Leave to make one call, or how long there will be none. */
export type CallPermit =
  | {
      readonly ok: true;
      /** To be called once when the call has ended, however it ended. */
      finish(end: CallEnd): void;
    }
  | { readonly ok: false; readonly retryAfterSeconds: number };

/** The rate budget of one organization, shared by all calls with its keys. */
export interface CallBudget {
  /** Waits for a free call, within the time configured; refuses at once when that would not suffice. Rejects when aborted. */
  acquire(signal: AbortSignal): Promise<CallPermit>;
  gauges(): BudgetGauges;
}

/** Budgets by endpoint name, each made at its first use. */
export interface CallBudgets {
  of(endpoint: string): CallBudget;
}

/** How budgets behave; all have defaults. */
export interface CallBudgetOptions {
  /** The lowest number of remaining calls is kept over two such periods. Default 30 s. */
  readonly refreshPeriodSeconds?: number;
  /** Longest wait for a free call. Default 10 s. */
  readonly maxWaitMillis?: number;
  /** Most calls that wait at once; further ones are refused. Default 1000. */
  readonly maxWaiting?: number;
  /** Milliseconds of a clock that is never set back; default: `performance.now`. */
  readonly nowMillis?: () => number;
}

/** Budgets nothing is known of yet. */
export function createCallBudgets(options: CallBudgetOptions = {}): CallBudgets {
  const budgets = new Map<string, CallBudget>();
  return {
    of(endpoint) {
      const known = budgets.get(endpoint);
      if (known !== undefined) return known;
      const budget = createCallBudget(options);
      budgets.set(endpoint, budget);
      return budget;
    },
  };
}

function createCallBudget(options: CallBudgetOptions): CallBudget {
  const { refreshPeriodSeconds = 30, maxWaitMillis = 10_000, maxWaiting = 1000 } = options;
  const { nowMillis = () => performance.now() } = options;
  let budget: Budget = newBudget(refreshPeriodSeconds);
  const waiters = createWaiters();

  const start = (): CallPermit => {
    budget = startCall(budget, nowMillis());
    let isOpen = true;
    return {
      ok: true,
      finish(end) {
        if (!isOpen) return;
        isOpen = false;
        budget = finishCall(budget, end, nowMillis());
        waiters.wakeAll();
      },
    };
  };
  return {
    gauges: () => budgetGauges(budget, nowMillis()),
    async acquire(signal) {
      const deadline = nowMillis() + maxWaitMillis;
      for (;;) {
        signal.throwIfAborted();
        const now = nowMillis();
        const next = nextCallAtMillis(budget, now);
        if (next <= now) return start();
        // the end of the call that is under way decides, which may be soon
        const isProbing = next === Number.POSITIVE_INFINITY;
        const isHopeless = now >= deadline || (next > deadline && !isProbing) || waiters.count() >= maxWaiting;
        if (isHopeless) return { ok: false, retryAfterSeconds: isProbing ? 1 : Math.ceil((next - now) / 1000) };
        await waiters.wait(Math.min(next, deadline) - now, signal);
      }
    },
  };
}

/** A budget of calls for a period. */
export interface RateLimit {
  readonly limit: number;
  readonly periodSeconds: number;
  /** Sent as X-RateLimit-Name. */
  readonly name?: string;
}

/** Whether a call is within the budget, and the headers that tell the client about it. */
export interface RateDecision {
  readonly isAllowed: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

/** Counts calls per period. Periods are aligned to the clock, as Datadog's are. */
export interface RateLimiter {
  /** Counts one call. */
  readonly take: () => RateDecision;
  /** The headers of a refusal that tells the client to wait so long. */
  readonly refusalHeaders: (resetSeconds: number) => Readonly<Record<string, string>>;
}

/** A limiter over a clock in milliseconds. */
export function createRateLimiter({ limit, periodSeconds, name = 'query' }: RateLimit, now: () => number): RateLimiter {
  let period = -1;
  let used = 0;

  function headers(remaining: number, resetSeconds: number): Readonly<Record<string, string>> {
    return {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-period': String(periodSeconds),
      'x-ratelimit-remaining': String(remaining),
      'x-ratelimit-reset': String(resetSeconds),
      'x-ratelimit-name': name,
    };
  }

  return {
    take: () => {
      const seconds = now() / 1000;
      const current = Math.floor(seconds / periodSeconds);
      used = current === period ? used : 0;
      period = current;
      const isAllowed = used < limit;
      used += isAllowed ? 1 : 0;
      return { isAllowed, headers: headers(limit - used, Math.ceil((current + 1) * periodSeconds - seconds)) };
    },
    refusalHeaders: (resetSeconds) => headers(0, resetSeconds),
  };
}

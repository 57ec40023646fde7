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
  readonly limit: RateLimit;
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
export function createRateLimiter(rateLimit: RateLimit, now: () => number): RateLimiter {
  const { limit, periodSeconds, name = 'query' } = rateLimit;
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
      const resetSeconds = Math.ceil((current + 1) * periodSeconds - seconds);
      return { isAllowed, limit: rateLimit, headers: headers(limit - used, resetSeconds) };
    },
    refusalHeaders: (resetSeconds) => headers(0, resetSeconds),
  };
}

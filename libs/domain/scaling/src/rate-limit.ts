/** What Datadog tells about its rate limit; each field is left out when the answer does not tell it. */
export interface RateLimit {
  /** Requests per period. */
  readonly limit?: number;
  readonly periodSeconds?: number;
  /** Seconds until the period ends. */
  readonly resetSeconds?: number;
  /** Requests left in the period. */
  readonly remaining?: number;
  /** Seconds to wait, of a 429. */
  readonly retryAfterSeconds?: number;
}

const headerOf = {
  limit: 'x-ratelimit-limit',
  periodSeconds: 'x-ratelimit-period',
  resetSeconds: 'x-ratelimit-reset',
  remaining: 'x-ratelimit-remaining',
  retryAfterSeconds: 'retry-after',
} as const;

/** Reads X-RateLimit-{Limit,Period,Reset,Remaining} and Retry-After (in seconds); `header` gets a lower-case name. */
export function parseRateLimit(header: (name: string) => string | null | undefined): RateLimit {
  return Object.fromEntries(
    Object.entries(headerOf).flatMap(([field, name]) => {
      const text = header(name)?.trim() ?? '';
      return /^\d{1,12}(?:\.\d+)?$/.test(text) ? [[field, Number(text)]] : [];
    }),
  );
}

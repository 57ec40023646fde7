import { createRateLimiter, type RateLimit, type RateLimiter } from './rate-limiter.js';

/** The budget of an endpoint nobody limits: one that is never used up. */
const ampleRateLimit: RateLimit = { limit: 1_000_000, periodSeconds: 3600 };

/** The limiters of one simulator, by the name of their budget. */
export type RateLimiters = (name: string) => RateLimiter;

/** Makes limiters when they are first asked for; `now` gives milliseconds. */
export function createRateLimiters(limits: Readonly<Record<string, RateLimit>>, now: () => number): RateLimiters {
  const limiters = new Map<string, RateLimiter>();
  return (name) => {
    const limiter = limiters.get(name) ?? createRateLimiter({ name, ...(limits[name] ?? ampleRateLimit) }, now);
    limiters.set(name, limiter);
    return limiter;
  };
}

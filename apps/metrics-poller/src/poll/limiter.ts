/** Runs work with a bound on how much of it runs at once; the rest waits in order, `urgent` work before other work. */
export type Limiter = <T>(work: () => Promise<T>, urgency?: 'urgent') => Promise<T>;

/** Limiters by name, each for at most `limit` pieces of work, so that work of one name does not wait for that of another. */
export function createLimiters(limit: number): (name: string) => Limiter {
  const limiters = new Map<string, Limiter>();
  return (name) => {
    const known = limiters.get(name) ?? createLimiter(limit);
    limiters.set(name, known);
    return known;
  };
}

/** A limiter for at most `limit` pieces of work at once. */
export function createLimiter(limit: number): Limiter {
  const urgent: (() => void)[] = [];
  const others: (() => void)[] = [];
  let running = 0;
  return async (work, urgency) => {
    const waiting = urgency === 'urgent' ? urgent : others;
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = urgent.shift() ?? others.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}

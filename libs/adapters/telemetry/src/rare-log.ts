import type { Logger } from './logger.js';

/** Something that happens often and is told seldom. `reason` comes from a small set. */
type RareLine = (fields: { readonly reason: string; readonly [name: string]: unknown }, message: string) => void;

/** Logs at most one line a minute for each reason, and says how often it happened besides (`othersSinceLastLine`). */
export interface RareLog {
  readonly error: RareLine;
  readonly warn: RareLine;
}

/** How often, for how many keys, and by which clock; `nowMillis` must not jump. */
export interface RarelyOptions {
  readonly everyMillis: number;
  /** Keys that are remembered; the one that was told longest ago makes room. Default: all, for keys from a small set. */
  readonly maxKeys?: number;
  readonly nowMillis: () => number;
}

/** Says whether what happens for a key is to be told: how often it happened since it was told last, or `undefined`: not now. */
export type Rarely = (key: string) => number | undefined;

/** Keeps one cause that happens thousands of times from becoming thousands of lines. */
export function createRarely({ everyMillis, maxKeys = Infinity, nowMillis }: RarelyOptions): Rarely {
  const told = new Map<string, { readonly atMillis: number; others: number }>();
  return (key) => {
    const last = told.get(key);
    const now = nowMillis();
    if (last !== undefined && now - last.atMillis < everyMillis) {
      last.others += 1;
      return undefined;
    }
    told.delete(key);
    const [oldest] = told.keys();
    if (told.size >= maxKeys && oldest !== undefined) told.delete(oldest);
    told.set(key, { atMillis: now, others: 0 });
    return last?.others ?? 0;
  };
}

const everyMillis = 60_000;

/** A log for what can happen with every request, object or log line. */
export function createRareLog(log: Logger, nowMillis: () => number = () => performance.now()): RareLog {
  const rarely = createRarely({ everyMillis, nowMillis });
  const lineOf =
    (level: 'error' | 'warn'): RareLine =>
    (fields, message) => {
      const othersSinceLastLine = rarely(fields.reason);
      if (othersSinceLastLine !== undefined) log[level]({ ...fields, othersSinceLastLine }, message);
    };
  return { error: lineOf('error'), warn: lineOf('warn') };
}

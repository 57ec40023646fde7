import type { Logger } from '@dogwatch/telemetry';

/** Logs at most one line a minute for each reason, and says how often it happened besides. `reason` comes from a small set. */
export type RareLog = (
  level: 'error' | 'warn',
  fields: { readonly reason: string; readonly [name: string]: unknown },
  message: string,
) => void;

const everyMillis = 60_000;

/** Keeps what happens with every pod from filling the log. `nowMillis` must not jump. */
export function createRareLog(log: Logger, nowMillis: () => number = () => performance.now()): RareLog {
  const told = new Map<string, { readonly atMillis: number; others: number }>();
  return (level, fields, message) => {
    const last = told.get(fields.reason);
    if (last !== undefined && nowMillis() - last.atMillis < everyMillis) {
      last.others += 1;
      return;
    }
    told.set(fields.reason, { atMillis: nowMillis(), others: 0 });
    log[level]({ ...fields, othersSinceLastLine: last?.others ?? 0 }, message);
  };
}

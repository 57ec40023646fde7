import type { Logger } from '@dogwatch/telemetry';

/** Warns at most once a minute for each reason, and says how often it happened besides. `reason` must come from a small set. */
export type RareWarning = (
  fields: { readonly reason: string; readonly [name: string]: unknown },
  message: string,
) => void;

const everyMillis = 60_000;

/** Keeps one cause that hits thousands of objects from becoming thousands of log lines. `nowMillis` must not jump. */
export function createRareWarning(log: Logger, nowMillis: () => number = () => performance.now()): RareWarning {
  const told = new Map<string, { readonly atMillis: number; others: number }>();
  return (fields, message) => {
    const last = told.get(fields.reason);
    const now = nowMillis();
    if (last !== undefined && now - last.atMillis < everyMillis) {
      last.others += 1;
      return;
    }
    told.set(fields.reason, { atMillis: now, others: 0 });
    log.warn({ ...fields, othersSinceLastLine: last?.others ?? 0 }, message);
  };
}

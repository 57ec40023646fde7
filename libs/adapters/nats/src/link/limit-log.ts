import type { Logger } from '@dogwatch/telemetry';

/** Warns at most once per interval and kind, with the number of warnings left out since. */
export type LimitedWarn = (kind: string, fields: Readonly<Record<string, unknown>>, message: string) => void;

/** Keeps a flood of bad messages from becoming a flood of log lines. `kind` must come from a small set. */
export function limitLog(log: Logger, everyMillis = 10_000): LimitedWarn {
  const kinds = new Map<string, { at: number; suppressed: number }>();
  return (kind, fields, message) => {
    const now = Date.now();
    const last = kinds.get(kind);
    if (last !== undefined && now - last.at < everyMillis) {
      last.suppressed += 1;
      return;
    }
    kinds.set(kind, { at: now, suppressed: 0 });
    log.warn({ ...fields, suppressed: last?.suppressed ?? 0 }, message);
  };
}

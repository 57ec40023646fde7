import type { OutgoingLog } from '../process/print-item.js';
import type { RefusedLogs, Sink } from '../sinks/sink.js';
import type { DeadLetters } from './dead-letters.js';

/** What happens to processed logs. */
export interface DeliverOptions {
  readonly sink: Sink;
  /** Absent where nothing is kept; then whoever sent the logs is told. */
  readonly deadLetters: DeadLetters | undefined;
  readonly nowMillis: () => number;
  readonly onRefused: (refused: RefusedLogs, isKept: boolean, problem: string | undefined) => void;
}

/** How it ended. `refused`: the sink will never take some of them, and nobody keeps them. */
export type DeliveredLogs =
  | { readonly kind: 'safe' }
  | { readonly kind: 'away'; readonly message: string }
  | { readonly kind: 'refused'; readonly message: string };

/** Delivers logs, and keeps aside what the sink will never take. */
export async function deliverLogs(
  logs: readonly OutgoingLog[],
  signal: AbortSignal,
  options: DeliverOptions,
): Promise<DeliveredLogs> {
  if (logs.length === 0) return { kind: 'safe' };
  const delivery = await options.sink.deliver(logs, signal);
  if (!delivery.ok) return { kind: 'away', message: delivery.message };
  for (const refused of delivery.refused) {
    const kept = await keepRefused(refused, options);
    if (!kept) return { kind: 'refused', message: refused.message };
  }
  return { kind: 'safe' };
}

/** Keeps refused logs as a dead letter; false when they cannot be kept. */
export async function keepRefused(
  refused: RefusedLogs,
  { deadLetters, nowMillis, onRefused }: Omit<DeliverOptions, 'sink'>,
): Promise<boolean> {
  const { reason, message, logs } = refused;
  const service = logs[0]?.service ?? '';
  const letter = { atMillis: nowMillis(), reason, message, logs: logs.map(({ json }) => json), service };
  const kept = (await deadLetters?.keep(letter)) ?? { ok: false, message: 'no place for dead letters is configured' };
  onRefused(refused, kept.ok, kept.ok ? undefined : kept.message);
  return kept.ok;
}

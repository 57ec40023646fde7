import type { Readiness } from '@dogwatch/service';
import type { ScalerReason } from './reasons.js';

/** What decides whether this replica should be asked. */
export interface ReadinessInput {
  readonly isConnected: boolean;
  /** When metrics-poller was last heard; 0 if never. */
  readonly heardAtMillis: number;
  readonly nowMillis: number;
}

/** As long as the last values hold where a trigger does not say otherwise. */
const patienceMillis = 5 * 60_000;

/**
 * Ready means: connected to NATS, or what is remembered is young enough to answer from. That metrics-poller is silent does not
 * make a replica unready: no other could answer better, and metrics and targets can be told without it.
 */
export function decideReadiness({ heardAtMillis, isConnected, nowMillis }: ReadinessInput): Readiness {
  if (isConnected || nowMillis - heardAtMillis <= patienceMillis) return { ok: true };
  const memory = heardAtMillis === 0 ? 'nothing has been heard yet' : 'what is remembered is too old';
  const reason: ScalerReason = 'NatsAway';
  return { ok: false, reason, message: `there is no connection to NATS, and ${memory}` };
}

import type { PeerState } from '@dogwatch/service';
import type { LogReason } from '../reasons.js';
import type { OutgoingLog } from '../process/print-item.js';

/** Logs that a sink will never take. */
export interface RefusedLogs {
  readonly reason: LogReason;
  readonly message: string;
  readonly logs: readonly OutgoingLog[];
}

/** How a delivery ended: every log was taken or refused for good, or it was given up before that. */
export type Delivery =
  | { readonly ok: true; readonly refused: readonly RefusedLogs[] }
  | { readonly ok: false; readonly reason: 'SinkAway'; readonly message: string };

/** Where processed logs go. */
export interface Sink {
  /** `datadog`, `nats`, `stdout` or `file`, for metrics and probes. */
  readonly name: string;
  /** Delivers logs, trying again for as long as the signal lets it. */
  deliver(logs: readonly OutgoingLog[], signal: AbortSignal): Promise<Delivery>;
  state(): PeerState;
  stop(): Promise<void>;
}

/** A delivery without refused logs. */
export const delivered: Delivery = { ok: true, refused: [] };

import type { NatsReason } from './reasons.js';

/** Why it did not work: a CamelCase reason (one of `natsReasons`, or one the answering app chose) and a sentence for the operator. */
export interface NatsRefusal {
  readonly ok: false;
  readonly reason: string;
  readonly message: string;
}

/** A value, or why there is none. */
export type NatsResult<T> = { readonly ok: true; readonly value: T } | NatsRefusal;

/** A refusal with one of this library's own reasons. */
export function refuse(reason: NatsReason, message: string): NatsRefusal {
  return { ok: false, reason, message };
}

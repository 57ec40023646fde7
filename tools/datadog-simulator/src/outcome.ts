import type { SimulatorReason } from './reasons.js';

/** A value, or why there is none. `reason` is a key of {@link reasons}. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | Refusal;

/** Why the simulator can't answer; `message` is what a client reads. */
export interface Refusal {
  readonly ok: false;
  readonly reason: SimulatorReason;
  readonly message: string;
}

/** Wraps a value. */
export function succeed<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

/** Wraps a reason and the text for the client. */
export function refuse(reason: SimulatorReason, message: string): Refusal {
  return { ok: false, reason, message };
}

/** Applies a fallible function to every item; the first refusal wins. */
export function collect<S, T>(items: Iterable<S>, convert: (item: S, index: number) => Outcome<T>): Outcome<T[]> {
  const values: T[] = [];
  for (const item of items) {
    const outcome = convert(item, values.length);
    if (!outcome.ok) {
      return outcome;
    }
    values.push(outcome.value);
  }
  return succeed(values);
}

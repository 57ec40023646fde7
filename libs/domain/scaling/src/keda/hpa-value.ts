import type { Quantity } from '../quantity.js';

const nanosPerMilli = 1_000_000n;

/** The quantity under which KEDA hands a value to the HorizontalPodAutoscaler: cut off to thousandths; 0 for a negative or non-finite one. */
export function toHpaValue(value: number): Quantity {
  return value > 0 ? toHpaTarget(value) : { nanos: 0n, format: 'DecimalSI' };
}

/** The quantity of a target: cut off to thousandths; 0 for a non-finite one. */
export function toHpaTarget(target: number): Quantity {
  const millis = Math.trunc(target * 1000);
  return { nanos: Number.isFinite(millis) ? BigInt(millis) * nanosPerMilli : 0n, format: 'DecimalSI' };
}

import { parseQuantity, printQuantity, printValue, toMillis, toQuantity } from '@dogwatch/scaling';
import { allOk, compareJson } from '../../compare.ts';
import type { CaseResult } from '../../suite.ts';
import { codeOfReason } from './codes.ts';
import { expectation, type GroupRunner, text } from './vector.ts';

/** Numbers that JSON cannot hold. */
export const specialValues: Readonly<Record<string, number>> = { '-0': -0, NaN, '+Inf': Infinity, '-Inf': -Infinity };

export const run: GroupRunner = (vector) => {
  const value = specialValues[String(vector.input['special'])] ?? Number(vector.input['value']);
  const { currentValue, error, milliValue, quantity } = expectation(vector);
  const served = toQuantity(value);
  const written =
    currentValue === undefined
      ? ({ ok: true } as const)
      : compareJson({ currentValue }, { currentValue: printValue(value) });
  if (!served.ok || error !== undefined)
    return allOk([written, compareJson({ error }, { error: served.ok ? undefined : codeOfReason[served.reason] })]);
  return allOk([
    written,
    compareJson({ milliValue }, { milliValue: Number(toMillis(served.quantity)) }),
    quantity === undefined ? { ok: true } : isSameQuantity(text(quantity), printQuantity(served.quantity)),
  ]);
};

/** Equal as numbers, whatever the spelling. */
export function isSameQuantity(expected: string, actual: string): CaseResult {
  const [a, b] = [parseQuantity(expected), parseQuantity(actual)];
  if (a.ok && b.ok && a.quantity.nanos === b.quantity.nanos) return { ok: true };
  return { ok: false, diff: `quantity: expected ${expected}, got ${actual}` };
}

import { parseInteger } from './parse-number.js';

/** The integer that a matched text stands for; `undefined` beyond 64 bits, `bigint` beyond 2^53. */
export function toInteger(text: string): number | bigint | undefined {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) return parseInteger(text);
  // No zero with a sign.
  return value === 0 ? 0 : value;
}

/** The number that a matched text stands for; `undefined` when it is too large. */
export function toNumber(text: string): number | undefined {
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

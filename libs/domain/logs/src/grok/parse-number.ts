const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const integer = /^[+-]?\d+$/;
const lowest64 = -(2n ** 63n);
const highest64 = 2n ** 63n - 1n;

/** The number that a text writes in decimal, an exponent allowed; `undefined` when it is none. */
export function parseNumber(text: string): number | undefined {
  return decimal.test(text) ? Number(text) : undefined;
}

/** The 64-bit integer that a text writes: a number as far as numbers are exact, then a `bigint`; `undefined` when it is none. */
export function parseInteger(text: string): number | bigint | undefined {
  if (!integer.test(text)) return undefined;
  const value = Number(text);
  if (Number.isSafeInteger(value)) return value;
  const exact = BigInt(text.startsWith('+') ? text.slice(1) : text);
  return exact >= lowest64 && exact <= highest64 ? exact : undefined;
}

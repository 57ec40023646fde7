import type { AttributeValue } from './log.js';

/** The formats an attribute can be cast to by Datadog's remapper; `auto` leaves a value as it is. */
export const valueFormats = ['auto', 'string', 'integer', 'double'] as const;

/** One of `valueFormats`. */
export type ValueFormat = (typeof valueFormats)[number];

const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const integerDigits = /^[+-]?\d+/;

/**
 * A value in another format: texts that are decimal numbers become numbers, an integer loses its decimals, the members of
 * an array are cast one by one. What cannot be cast stays as it is.
 */
export function castValue(value: AttributeValue, format: ValueFormat): AttributeValue {
  if (format === 'auto') return value;
  if (Array.isArray(value)) return value.map((item) => castValue(item, format));
  if (typeof value === 'object') return value;
  if (format === 'string') return String(value);
  return format === 'integer' ? toInteger(value) : toDouble(value);
}

function toInteger(value: string | number | bigint | boolean): AttributeValue {
  if (typeof value === 'number') return Math.trunc(value);
  if (typeof value !== 'string') return value;
  const text = value.trim();
  if (!decimal.test(text)) return value;
  const number = Math.trunc(Number(text));
  if (Number.isSafeInteger(number)) return number;
  const digits = /[eE]/.test(text) ? undefined : integerDigits.exec(text);
  return digits ? BigInt(digits[0]) : number;
}

function toDouble(value: string | number | bigint | boolean): AttributeValue {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'string') return value;
  const text = value.trim();
  return decimal.test(text) ? Number(text) : value;
}

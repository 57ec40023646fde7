import type { AttributeValue } from '@dogwatch/logs';
import { isRecord, listAt } from '../json-view.js';

/** Levels of lists and maps that are followed; Datadog's own translator stops there too. */
const maxLevels = 10;

/** An AnyValue as the value of an attribute; `null` for none. */
export function toAttributeValue(any: unknown, levels = maxLevels): AttributeValue {
  if (!isRecord(any)) return null;
  for (const [kind, value] of Object.entries(any)) {
    const convert = converters[kind];
    if (convert !== undefined) return convert(value, levels);
  }
  return null;
}

/** KeyValues as attributes; the last of a key wins. */
export function toAttributes(pairs: readonly unknown[], levels = maxLevels): Record<string, AttributeValue> {
  return Object.fromEntries(
    pairs.flatMap((pair): [string, AttributeValue][] =>
      isRecord(pair) && typeof pair['key'] === 'string' && pair['key'] !== ''
        ? [[pair['key'], toAttributeValue(pair['value'], levels - 1)]]
        : [],
    ),
  );
}

const converters: Readonly<Record<string, (value: unknown, levels: number) => AttributeValue>> = {
  stringValue: (value) => String(value),
  boolValue: (value) => value === true,
  intValue: toInteger,
  doubleValue: (value) => (typeof value === 'number' ? value : String(value)),
  bytesValue: (value) => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : String(value)),
  arrayValue: (value, levels) =>
    levels <= 0 ? '(nested too deep)' : listAt(value, 'values').map((item) => toAttributeValue(item, levels - 1)),
  kvlistValue: (value, levels) => (levels <= 0 ? '(nested too deep)' : toAttributes(listAt(value, 'values'), levels)),
};

function toInteger(value: unknown): AttributeValue {
  if (typeof value === 'number') return value;
  const text = String(value);
  if (!/^-?\d{1,20}$/.test(text)) return text;
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}

import { parseQuantity } from '@dogwatch/scaling';
import { isJsonList, isJsonObject, type JsonObject, parseJson } from '../json.js';

/** A value, or what would have been right, as the end of the sentence "expected ...". */
export type ParsedText<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly expected: string };

/** How the text of a variable is read. */
export interface OptionType<T> {
  /** The kind of value, as configuration tables call it. */
  readonly name: 'boolean' | 'enum' | 'int' | 'json' | 'port' | 'string' | 'stringList';
  /** All values of an `enum`. */
  readonly values?: readonly string[];
  readonly parse: (text: string) => ParsedText<T>;
}

/** Any text. */
export const text: OptionType<string> = { name: 'string', parse: (value) => ({ ok: true, value }) };

/** The path of a URL, as API servers accept it in a webhook's `clientConfig`. */
export const path = matching(/^(?:\/[\w.~-]+)+$/, 'a path such as /injectconfig');

/** The name of an object. */
export const objectName = matching(
  /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/,
  'a name of lower-case letters, digits, dots and hyphens',
);

function matching(pattern: RegExp, expected: string): OptionType<string> {
  return {
    name: 'string',
    parse: (value) => (pattern.test(value) ? { ok: true, value } : { ok: false, expected }),
  };
}

/** `true` or `false`, in any of the spellings of Go's parser. */
export const boolean: OptionType<boolean> = {
  name: 'boolean',
  parse: (value) => {
    const word = value.trim().toLowerCase();
    if (['true', 't', '1', 'yes', 'on'].includes(word)) return { ok: true, value: true };
    if (['false', 'f', '0', 'no', 'off'].includes(word)) return { ok: true, value: false };
    return { ok: false, expected: 'true or false' };
  },
};

/** A whole number from `min` up, or to `max`. */
export function integer(min: number, max = Number.MAX_SAFE_INTEGER): OptionType<number> {
  return { name: 'int', parse: (value) => parseInteger(value, min, max) };
}

/** A TCP port; 0 takes any free one. */
export const port: OptionType<number> = { name: 'port', parse: (value) => parseInteger(value, 0, 65_535) };

function parseInteger(value: string, min: number, max: number): ParsedText<number> {
  const number = /^\d{1,16}$/.test(value.trim()) ? Number(value) : NaN;
  if (number >= min && number <= max) return { ok: true, value: number };
  const range = max === Number.MAX_SAFE_INTEGER ? `, at least ${min}` : ` from ${min} to ${max}`;
  return { ok: false, expected: `a whole number${range}` };
}

/** One of some words, in any case. */
export function oneOf<const V extends string>(values: readonly V[]): OptionType<V> {
  return {
    name: 'enum',
    values,
    parse: (value) => {
      const found = values.find((candidate) => candidate.toLowerCase() === value.trim().toLowerCase());
      return found === undefined ? { ok: false, expected: `one of ${values.join(', ')}` } : { ok: true, value: found };
    },
  };
}

/** Texts separated by blanks or commas, or a JSON list. */
export const textList: OptionType<readonly string[]> = {
  name: 'stringList',
  parse: (value) => {
    if (!value.trimStart().startsWith('['))
      return { ok: true, value: value.split(/[\s,]+/).filter((item) => item !== '') };
    const json = parseJson(value);
    const isTexts = json.ok && isJsonList(json.value) && json.value.every((item) => typeof item === 'string');
    return isTexts
      ? { ok: true, value: json.value.flatMap((item) => (typeof item === 'string' ? [item] : [])) }
      : { ok: false, expected: 'a JSON list of texts such as ["shop", "billing"]' };
  },
};

/** A JSON object whose members are texts. */
export const textMap: OptionType<ReadonlyMap<string, string>> = {
  name: 'json',
  parse: (value) => {
    const json = parseJson(value);
    const entries = json.ok && isJsonObject(json.value) ? Object.entries(json.value) : undefined;
    const texts = entries?.flatMap(([key, item]): [string, string][] =>
      typeof item === 'string' ? [[key, item]] : [],
    );
    return texts !== undefined && texts.length === entries?.length
      ? { ok: true, value: new Map(texts) }
      : { ok: false, expected: 'a JSON object of texts such as {"java": "v1"}' };
  },
};

/** A JSON object. */
export const jsonObject: OptionType<JsonObject> = {
  name: 'json',
  parse: (value) => {
    const json = parseJson(value);
    return json.ok && isJsonObject(json.value)
      ? { ok: true, value: json.value }
      : { ok: false, expected: 'a JSON object such as {"runAsNonRoot": true}' };
  },
};

/** An amount of a resource as Kubernetes writes it, kept as text. */
export const quantity: OptionType<string> = {
  name: 'string',
  parse: (value) =>
    parseQuantity(value.trim()).ok
      ? { ok: true, value: value.trim() }
      : { ok: false, expected: 'a quantity such as 50m or 100Mi' },
};

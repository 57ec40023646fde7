import { maxJsonDepth, parseJson, printJson } from './json.js';
import { type Attributes, type AttributeValue, createLog, getOwn, isAttributes, type Log, setOwn } from './log.js';

/** Makes a log of a line: a JSON object becomes its attributes, anything else is the message as it stands. */
export function ingestText(text: string): Log {
  if (!/^\s*\{/.test(text)) return createLog({ message: text });
  const parsed = parseJson(text);
  return parsed.ok && isAttributes(parsed.value) ? ingestJson(parsed.value) : createLog({ message: text });
}

/**
 * Makes a log of parsed JSON, which belongs to the log afterwards. An object becomes the attributes, normalized; anything else
 * is the message.
 */
export function ingestJson(value: AttributeValue): Log {
  if (isAttributes(value)) return createLog({ attributes: normalizeAttributes(value) });
  return createLog({ message: typeof value === 'string' ? value : printJson(value) });
}

/**
 * Attributes as Datadog keeps them: without nulls, empty objects and empty arrays, and with keys that contain dots as objects
 * in each other. Gives the same object when there is nothing to do. What lies deeper than `maxJsonDepth` gives way to a text.
 */
export function normalizeAttributes(attributes: Attributes, depth = 1): Attributes {
  let result: Attributes | undefined;
  for (const key in attributes) {
    const value = attributes[key];
    const normal = normalizeValue(value, depth);
    const isDotted = hasInnerDot(key);
    if (result === undefined && normal === value && !isDotted) continue;
    // each value is normalized once: to do it again for the copy would double the time with every level
    result ??= copyUntil(attributes, key);
    if (normal !== undefined) place(result, isDotted ? key.split('.') : [key], normal);
  }
  return result ?? attributes;
}

function copyUntil(attributes: Attributes, end: string): Attributes {
  const copy: Attributes = {};
  for (const key in attributes) {
    if (key === end) break;
    const value = attributes[key];
    if (value !== undefined) setOwn(copy, key, value);
  }
  return copy;
}

/** `undefined`: nothing is left of the value. */
function normalizeValue(value: AttributeValue | undefined, depth: number): AttributeValue | undefined {
  if (typeof value !== 'object') return value;
  if (value === null) return undefined;
  if (depth >= maxJsonDepth) return `(nested deeper than ${maxJsonDepth} levels)`;
  return Array.isArray(value) ? normalizeArray(value, depth + 1) : normalizeObject(value, depth + 1);
}

function normalizeObject(value: Attributes, depth: number): Attributes | undefined {
  const normal = normalizeAttributes(value, depth);
  for (const key in normal) if (Object.hasOwn(normal, key)) return normal;
  return undefined;
}

function normalizeArray(values: AttributeValue[], depth: number): AttributeValue[] | undefined {
  const normal = values.map((value) => normalizeValue(value, depth)).filter((value) => value !== undefined);
  if (normal.length === 0) return undefined;
  return normal.length === values.length && normal.every((value, index) => value === values[index]) ? values : normal;
}

/** A dot at the start or end, or two in a row, separate nothing. */
function hasInnerDot(key: string): boolean {
  return key.includes('.') && !key.startsWith('.') && !key.endsWith('.') && !key.includes('..');
}

/** Puts a value in its place beside what is there: objects merge, and a scalar in the way keeps the key from being split. */
function place(target: Attributes, segments: readonly string[], value: AttributeValue): void {
  const [key = '', ...rest] = segments;
  const present = getOwn(target, key);
  if (rest.length === 0) return placeValue(target, key, value);
  if (present === undefined) setOwn(target, key, {});
  const inner = getOwn(target, key);
  if (isAttributes(inner)) place(inner, rest, value);
  else setOwn(target, segments.join('.'), value);
}

function placeValue(target: Attributes, key: string, value: AttributeValue): void {
  const present = getOwn(target, key);
  if (!isAttributes(present) || !isAttributes(value)) return setOwn(target, key, value);
  for (const inner of Object.keys(value)) place(present, [inner], value[inner] ?? null);
}

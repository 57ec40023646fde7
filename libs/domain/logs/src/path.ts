import { type Attributes, type AttributeValue, getOwn, isAttributes, setOwn } from './log.js';

/** A dotted attribute path, split once. */
export interface AttributePath {
  readonly text: string;
  readonly segments: readonly string[];
}

const rootAlias = 'custom.';

/** Splits a dotted path; a leading `custom.` names the root of the attributes, as in Datadog's own pipelines. */
export function parsePath(text: string): AttributePath {
  const trimmed = text.startsWith(rootAlias) ? text.slice(rootAlias.length) : text;
  return { text, segments: trimmed.split('.') };
}

/**
 * The value at a path; `undefined` when there is none. Arrays on the way give the array of what their objects hold there,
 * or, for a number, their element at that index.
 */
export function readPath(attributes: Attributes, { segments }: AttributePath): AttributeValue | undefined {
  let value: AttributeValue | undefined = attributes;
  for (const segment of segments) {
    if (isAttributes(value)) value = getOwn(value, segment);
    else if (Array.isArray(value)) value = readFromArray(value, segment);
    else return undefined;
  }
  return value;
}

function readFromArray(values: readonly AttributeValue[], segment: string): AttributeValue | undefined {
  if (isIndex(segment)) return values[Number(segment)];
  let found: AttributeValue[] | undefined;
  for (const value of values) {
    const inner = isAttributes(value) ? getOwn(value, segment) : undefined;
    if (inner !== undefined) (found ??= []).push(inner);
  }
  return found;
}

function isIndex(segment: string): boolean {
  const first = segment.charCodeAt(0);
  return first >= 48 && first <= 57 && /^\d+$/.test(segment);
}

/** Writes a value, making the objects on the way; a value on the way that is no object gives way to one. */
export function writePath(attributes: Attributes, { segments }: AttributePath, value: AttributeValue): void {
  let parent = attributes;
  const last = segments.length - 1;
  for (let index = 0; index < last; index += 1) {
    const segment = segments[index] ?? '';
    const next = getOwn(parent, segment);
    if (isAttributes(next)) {
      parent = next;
      continue;
    }
    const made: Attributes = {};
    setOwn(parent, segment, made);
    parent = made;
  }
  setOwn(parent, segments[last] ?? '', value);
}

/** Removes the value at a path and the parents that it leaves empty. Says whether there was one. Arrays are not entered. */
export function removePath(attributes: Attributes, { segments }: AttributePath): boolean {
  return removeFrom(attributes, segments, 0);
}

function removeFrom(parent: Attributes, segments: readonly string[], index: number): boolean {
  const segment = segments[index] ?? '';
  if (!Object.hasOwn(parent, segment)) return false;
  if (index === segments.length - 1) return delete parent[segment];
  const next = parent[segment];
  if (!isAttributes(next) || !removeFrom(next, segments, index + 1)) return false;
  if (isEmpty(next)) delete parent[segment];
  return true;
}

/** Whether an object has no attributes. */
export function isEmpty(attributes: Attributes): boolean {
  for (const key in attributes) if (Object.hasOwn(attributes, key)) return false;
  return true;
}

import { type Attributes, type AttributeValue, getOwn, isAttributes, type Log, setOwn } from '../log.js';
import { printJson } from '../json.js';
import { type AttributePath, readPath, removePath } from '../path.js';
import type { StepNotes } from '../processor.js';

/**
 * Moves the message out of the attributes: the first path that holds something. An object is no message: its members join the
 * attributes of the log. An array is printed as JSON.
 */
export function takeMessage(log: Log, paths: readonly AttributePath[], notes?: StepNotes): void {
  for (const path of paths) {
    const value = readPath(log.attributes, path);
    if (value === undefined) continue;
    if (path.segments.length === 1) log.attributes = without(log.attributes, path.segments[0]);
    else removePath(log.attributes, path);
    if (isAttributes(value)) mergeInto(log.attributes, value);
    else log.message = typeof value === 'string' ? value : printJson(value);
    notes?.note(`message is taken from ${path.text}`);
    return;
  }
}

/** Objects on both sides become one; otherwise the new value wins. */
function mergeInto(target: Attributes, added: Attributes): void {
  for (const key of Object.keys(added)) {
    const value: AttributeValue = added[key] ?? null;
    const present = getOwn(target, key);
    if (isAttributes(present) && isAttributes(value)) mergeInto(present, value);
    else setOwn(target, key, value);
  }
}

/** A copy without a key. To delete it from every log would make each of them a slow dictionary for all that comes after. */
function without(attributes: Attributes, key: string | undefined): Attributes {
  const rest: Attributes = {};
  for (const name of Object.keys(attributes)) {
    const value = attributes[name];
    if (name !== key && value !== undefined) setOwn(rest, name, value);
  }
  return rest;
}

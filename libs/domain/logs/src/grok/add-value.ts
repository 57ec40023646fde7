import { type Attributes, type AttributeValue, getOwn, isAttributes, setOwn } from '../log.js';

/**
 * Adds a value under a key whose dots mean objects in each other, like those of ingested JSON. A value that is there already
 * makes both an array.
 */
export function addValue(target: Attributes, key: string, value: AttributeValue): void {
  const dot = key.indexOf('.');
  if (dot === -1 || !isDotted(key, dot)) addMember(target, key, value);
  else addNested(target, key.split('.'), value);
}

/** A dot at either end, or beside another, is part of the name. */
function isDotted(key: string, firstDot: number): boolean {
  return firstDot > 0 && !key.endsWith('.') && !key.includes('..');
}

function addNested(target: Attributes, segments: readonly string[], value: AttributeValue): void {
  let parent = target;
  for (const segment of segments.slice(0, -1)) {
    const present = getOwn(parent, segment);
    const next: Attributes = isAttributes(present) ? present : {};
    if (next !== present) setOwn(parent, segment, next);
    parent = next;
  }
  addMember(parent, segments.at(-1) ?? '', value);
}

function addMember(target: Attributes, key: string, value: AttributeValue): void {
  // what every object inherits needs a closer look, other keys do not
  const present = target[key] === undefined ? undefined : getOwn(target, key);
  if (present === undefined) setOwn(target, key, value);
  else if (Array.isArray(present)) present.push(value);
  else setOwn(target, key, [present, value]);
}

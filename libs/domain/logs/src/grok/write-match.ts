import { type Attributes, type AttributeValue, getOwn, isAttributes, setOwn } from '../log.js';
import { toFlatText } from '../flat-text.js';
import { isEmpty } from '../path.js';
import type { WritePlan, WriteStep } from './plan-writes.js';

/** Writes what the groups of a match hold into attributes, over what is there; objects are merged. */
export type WriteMatch = (match: RegExpExecArray, into: Attributes) => void;

/** Makes the function that carries out a plan. */
export function compileWrites(plan: WritePlan): WriteMatch {
  const { steps, parents, isPlain } = plan;
  const found: (Attributes | undefined)[] = parents.map(() => undefined);
  const parentOf = (index: number): Attributes => {
    const known = found[index];
    if (known) return known;
    const { parent, key } = parents[index] ?? { parent: 0, key: '' };
    return (found[index] = childOf(parentOf(parent), key));
  };
  const writePlain: WriteMatch = (match, into) => {
    found[0] = into;
    for (const step of steps) {
      const value = readValue(match[step.group], step);
      if (value !== undefined) writeValue(parentOf(step.parent), step.key, value);
    }
    found.fill(undefined);
  };
  return isPlain ? writePlain : (match, into) => writeSteps(match, steps, into);
}

function readValue(text: string | undefined, step: WriteStep): AttributeValue | undefined {
  if (text === undefined || text === '') return undefined;
  let value: AttributeValue | undefined = step.convert ? step.convert(text) : text;
  for (const filter of step.filters) {
    if (value === undefined) return undefined;
    value = filter(value);
  }
  if (typeof value === 'string') return toFlatText(value);
  return isAttributes(value) && isEmpty(value) ? undefined : value;
}

/** The object at a key; made when there is none. */
function childOf(parent: Attributes, key: string): Attributes {
  const child = getOwn(parent, key);
  if (isAttributes(child)) return child;
  const made: Attributes = {};
  setOwn(parent, key, made);
  return made;
}

function writeValue(parent: Attributes, key: string, value: AttributeValue): void {
  if (!isAttributes(value)) return setOwn(parent, key, value);
  const existing = getOwn(parent, key);
  if (isAttributes(existing)) mergeInto(existing, value);
  else setOwn(parent, key, value);
}

function mergeInto(target: Attributes, source: Attributes): void {
  for (const key of Object.keys(source)) {
    const value = getOwn(source, key);
    if (value !== undefined) writeValue(target, key, value);
  }
}

/** For rules that write to one path several times, to the root, or into what another step writes. */
function writeSteps(match: RegExpExecArray, steps: readonly WriteStep[], into: Attributes): void {
  const written = new Map<number, AttributeValue>();
  for (const step of steps) {
    const value = readValue(match[step.group], step);
    if (value === undefined) continue;
    if (step.path.length === 0) {
      if (isAttributes(value)) mergeInto(into, value);
      continue;
    }
    let parent = into;
    for (const key of step.path.slice(0, -1)) parent = childOf(parent, key);
    writeValue(parent, step.key, step.shared === -1 ? value : combine(written, step.shared, value));
  }
}

/** What several steps of one path give together: one value, an array of them, or the objects merged (by `writeValue`). */
function combine(written: Map<number, AttributeValue>, shared: number, value: AttributeValue): AttributeValue {
  const earlier = written.get(shared);
  const isMerged = isAttributes(earlier) && isAttributes(value);
  const combined =
    earlier === undefined || isMerged ? value : Array.isArray(earlier) ? [...earlier, value] : [earlier, value];
  written.set(shared, combined);
  return combined;
}

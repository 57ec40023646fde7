import { isObject } from './api-body.js';

/** One place at which an object in Datadog is not as the resource says. */
export interface Difference {
  /** Dotted, in the names of the API: `options.thresholds.critical`. */
  readonly path: string;
  readonly desired: unknown;
  readonly observed: unknown;
}

/** Whether two lists hold the same texts, in any order and however often. */
export function isSameSet(left: readonly string[], right: readonly string[]): boolean {
  const a = new Set(left);
  const b = new Set(right);
  return a.size === b.size && [...a].every((text) => b.has(text));
}

/**
 * Whether what is observed holds all that is desired: members that the server adds to objects do not count, the order of
 * arrays does.
 */
export function hasSameContent(desired: unknown, observed: unknown): boolean {
  if (Array.isArray(desired) && Array.isArray(observed)) {
    const items: readonly unknown[] = observed;
    return desired.length === items.length && desired.every((item, index) => hasSameContent(item, items[index]));
  }
  if (isObject(desired) && isObject(observed)) {
    return Object.entries(desired).every(([key, value]) =>
      hasSameContent(value ?? undefined, observed[key] ?? undefined),
    );
  }
  return Object.is(desired, observed) || (desired === 0 && observed === 0);
}

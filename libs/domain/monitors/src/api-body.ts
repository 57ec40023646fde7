/** A JSON object as Datadog's API takes and gives it. */
export type ApiBody = Readonly<Record<string, unknown>>;

/** Whether a value of JSON is an object: no array, no `null`. */
export function isObject(value: unknown): value is ApiBody {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The texts of a JSON array; everything else in it is left out, and anything but an array gives none. */
export function toTexts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** A copy without the members that are `undefined`. */
export function withoutUnset(body: Readonly<Record<string, unknown>>): ApiBody {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}

/** Sorted by code point, each once: the order does not depend on a locale. */
export function toSortedSet(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].toSorted(compareCodePoints);
}

/** The order of texts by code point. */
export function compareCodePoints(left: string, right: string): number {
  const a = Array.from(left);
  const b = Array.from(right);
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const difference = (a[index]?.codePointAt(0) ?? 0) - (b[index]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

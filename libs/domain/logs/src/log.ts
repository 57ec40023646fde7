/** What an attribute can hold. Integers beyond 2^53 are `bigint`; `null` appears only inside arrays that a processor made. */
export type AttributeValue = string | number | bigint | boolean | null | AttributeValue[] | Attributes;

/** A tree of attributes, Datadog's "custom" part of a log. Any text can be a key, `__proto__` too: write through `setOwn`. */
export interface Attributes {
  [key: string]: AttributeValue;
}

/**
 * The reserved attributes that a remapper sets, each with its bit in `Log.remapped`. The first remapper of a kind sets its
 * attribute for good: a later one does nothing, in other pipelines too.
 */
export const remappedBits = { date: 1, message: 2, service: 4, spanId: 8, status: 16, traceId: 32 } as const;

/** One of the keys of `remappedBits`. */
export type RemappedAttribute = keyof typeof remappedBits;

/**
 * One log on its way through preprocessing and pipelines, which change it in place. Reserved attributes that are not set
 * are `undefined`. The field order is fixed by `createLog`, so that all logs share one shape.
 */
export interface Log {
  attributes: Attributes;
  message: string | undefined;
  host: string | undefined;
  service: string | undefined;
  source: string | undefined;
  /** One of `LogStatus`, once a preprocessing list or a remapper has set it. */
  status: string | undefined;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  timestampMillis: number | undefined;
  traceId: string | undefined;
  spanId: string | undefined;
  /** `key:value` or bare tags, in order of arrival, without duplicates. */
  tags: string[];
  /** Which reserved attributes a remapper of a pipeline has set already: a sum of `remappedBits`. */
  remapped: number;
}

const objectPrototype: unknown = Object.prototype;

/** A log without anything but what is given. */
export function createLog(parts: Partial<Log> = {}): Log {
  return {
    attributes: parts.attributes ?? {},
    message: parts.message,
    host: parts.host,
    service: parts.service,
    source: parts.source,
    status: parts.status,
    timestampMillis: parts.timestampMillis,
    traceId: parts.traceId,
    spanId: parts.spanId,
    tags: parts.tags ?? [],
    remapped: parts.remapped ?? 0,
  };
}

/** Whether a value is an object of attributes: no array, no `null`. */
export function isAttributes(value: AttributeValue | undefined): value is Attributes {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A copy that shares nothing with the value. */
export function copyValue(value: AttributeValue): AttributeValue {
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value) ? value.map(copyValue) : copyAttributes(value);
}

/** A copy of a tree that shares nothing with it. */
export function copyAttributes(attributes: Attributes): Attributes {
  // to spread keeps the shape of the object, and takes a third of the time that its members take one by one
  const copy: Attributes = { ...attributes };
  for (const key in copy) {
    const value = getOwn(copy, key);
    if (typeof value === 'object' && value !== null) setOwn(copy, key, copyValue(value));
  }
  return copy;
}

/** Sets an own property whatever its key is called: an assignment to `__proto__` would change the object's prototype. */
export function setOwn(attributes: Attributes, key: string, value: AttributeValue): void {
  if (key === '__proto__')
    Object.defineProperty(attributes, key, { value, writable: true, enumerable: true, configurable: true });
  else attributes[key] = value;
}

/** Reads an own property: `constructor`, `__proto__` and their like are no attributes unless the log has them. */
export function getOwn(attributes: Attributes, key: string): AttributeValue | undefined {
  const value = attributes[key];
  // What every object inherits are functions and, as `__proto__`, the prototype itself: no attribute is either of them.
  return typeof value === 'function' || value === objectPrototype ? undefined : value;
}

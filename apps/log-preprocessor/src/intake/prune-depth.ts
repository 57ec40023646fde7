import type { AttributeValue } from '@dogwatch/logs';

/** A copy without what lies deeper than so many levels; a text stands in its place. */
export function pruneDepth(value: AttributeValue, levels: number): AttributeValue {
  if (typeof value !== 'object' || value === null) return value;
  if (levels === 0) return '(nested too deep)';
  if (Array.isArray(value)) return value.map((item) => pruneDepth(item, levels - 1));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, pruneDepth(inner, levels - 1)]));
}

import type { FilterNode } from './ast.js';
import { plainText } from './read-word.js';

/** The sources, one of which a log must have for a query to match it; `undefined`: logs of any source can match. */
export function requiredSources(node: FilterNode): readonly string[] | undefined {
  if (node.kind === 'and') return narrowest(node.operands.map(requiredSources));
  if (node.kind === 'or') return union(node.operands.map(requiredSources));
  if (node.kind !== 'term' || node.field.kind !== 'reserved' || node.field.name !== 'source') return undefined;
  const text = node.value.kind === 'pattern' ? plainText(node.value.parts) : undefined;
  return text === undefined ? undefined : [text];
}

function narrowest(lists: readonly (readonly string[] | undefined)[]): readonly string[] | undefined {
  const known = lists.filter((list) => list !== undefined);
  return known.toSorted((left, right) => left.length - right.length)[0];
}

function union(lists: readonly (readonly string[] | undefined)[]): readonly string[] | undefined {
  const known = lists.filter((list) => list !== undefined);
  return known.length === lists.length ? [...new Set(known.flat())] : undefined;
}

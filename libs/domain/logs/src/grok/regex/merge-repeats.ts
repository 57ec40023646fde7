import { type CharSet, overlaps } from './char-set.js';
import { type CharNode, hasNode, mapNodes, type RegexNode, type RepeatNode } from './node.js';
import { edgeChars, isNullable } from './shape.js';

/**
 * Makes one repeat of those that take the same characters and stand side by side, or with nothing between them but what may be
 * missing: `\s*\s+` is `\s+`, and `\s*(a)?\s*(b)?\s*` is `\s*(?:(a)\s*)?(?:(b)\s*)?`. A row of blanks would match as they were
 * in as many ways as it can be parted. Groups without a name, which nothing refers to, do not stand between them.
 */
export function mergeRepeats(node: RegexNode): RegexNode {
  const bare = hasNode(node, ({ kind }) => kind === 'backreference') ? node : mapNodes(node, withoutGroup);
  return mapNodes(bare, (inner) =>
    inner.kind === 'sequence' ? { ...inner, nodes: mergeAll(flatten(inner.nodes)) } : inner,
  );
}

function withoutGroup(node: RegexNode): RegexNode {
  return node.kind === 'group' && node.name === undefined ? node.node : node;
}

function flatten(nodes: readonly RegexNode[]): readonly RegexNode[] {
  return nodes.flatMap((node) => (node.kind === 'sequence' ? node.nodes : [node]));
}

function mergeAll(nodes: readonly RegexNode[]): readonly RegexNode[] {
  const merged: RegexNode[] = [];
  for (const node of nodes) {
    const last = merged.pop();
    if (last) merged.push(...(mergeTwo(last, node) ?? moveInto(last, node, merged) ?? [last, node]));
    else merged.push(node);
  }
  return merged;
}

type CharRepeat = RepeatNode & { readonly node: CharNode };

function isCharRepeat(node: RegexNode | undefined): node is CharRepeat {
  return node?.kind === 'repeat' && node.node.kind === 'char';
}

function mergeTwo(left: RegexNode, right: RegexNode): readonly RegexNode[] | undefined {
  if (!isCharRepeat(left) || !isCharRepeat(right)) return undefined;
  if (left.isLazy !== right.isLazy || !isSame(left.node.set, right.node.set)) return undefined;
  return [{ ...left, min: left.min + right.min, max: left.max + right.max }];
}

/**
 * Moves a repeat such as `\s*` into the optional part before it. Where that part is missing the repeat has nothing to take that
 * the one before both would not have taken; a part that begins with a blank itself could stand in the middle of the row.
 */
function moveInto(part: RegexNode, node: RegexNode, before: readonly RegexNode[]): readonly RegexNode[] | undefined {
  if (!isOptional(part) || !isCharRepeat(node) || node.min > 0 || !endsWithRow(before, node.node.set)) return undefined;
  if (!endsWithRow([node], node.node.set) || isNullable(part.node)) return undefined;
  if (overlaps(edgeChars(part.node, 'first'), node.node.set)) return undefined;
  return [{ ...part, node: { kind: 'sequence', start: part.node.start, nodes: flatten([part.node, node]) } }];
}

function isOptional(node: RegexNode | undefined): node is RepeatNode {
  return node?.kind === 'repeat' && node.min === 0 && node.max === 1;
}

/** Whether whatever matches ends with as many characters of a set as there are. */
function endsWithRow(nodes: readonly RegexNode[], set: CharSet): boolean {
  const last = nodes.at(-1);
  if (isCharRepeat(last)) return last.max === Infinity && !last.isLazy && isSame(last.node.set, set);
  const inner = isOptional(last) && last.node.kind === 'sequence' ? last.node.nodes : [];
  return inner.length > 0 && endsWithRow(inner, set) && endsWithRow(nodes.slice(0, -1), set);
}

function isSame(left: CharSet, right: CharSet): boolean {
  return left.join() === right.join();
}

import { allChars, type CharSet, invert, overlaps, unite } from './char-set.js';
import { escapedSet } from './named-sets.js';
import { type AssertionNode, type LookNode, mapNodes, type RegexNode, type RepeatNode } from './node.js';
import { edgeChars, isNullable } from './shape.js';

/** What can stand beside a place in a text that matches. */
interface Side {
  readonly chars: CharSet;
  /** Whether the text can begin or end there. */
  readonly isEdge: boolean;
  /** The characters that must come next, one by one, as far as they are known; only for what comes after a place. */
  readonly next: readonly CharSet[];
}

const edge: Side = { chars: [], isEdge: true, next: [] };
const anything: Side = { chars: allChars, isEdge: true, next: [] };
const maxNext = 40;

/**
 * Takes out assertions that hold wherever the regex gets to them, given that it must match a whole text: `\b` between a word
 * and a blank, `(?!\d)` before a comma, `(?= from)` before ` from`. Regexes without lookaround can be run in linear time.
 */
export function dropAssertions(node: RegexNode): RegexNode {
  return dropEmpty(drop(node, edge, edge));
}

function drop(node: RegexNode, before: Side, after: Side): RegexNode {
  switch (node.kind) {
    case 'assertion':
    case 'look':
      return isAlwaysTrue(node, before, after) ? { kind: 'sequence', start: node.start, nodes: [] } : node;
    case 'sequence':
      return { ...node, nodes: dropInSequence(node.nodes, before, after) };
    case 'choice':
      return { ...node, nodes: node.nodes.map((child) => drop(child, before, after)) };
    case 'repeat':
      return { ...node, node: dropInRepeat(node, before, after) };
    case 'group':
      return { ...node, node: drop(node.node, before, after) };
    case 'atomic':
      // What follows an atomic group has no say in how the group matches.
      return { ...node, node: drop(node.node, before, anything) };
    default:
      return node;
  }
}

function dropInSequence(nodes: readonly RegexNode[], before: Side, after: Side): readonly RegexNode[] {
  const followers = [after];
  for (const node of nodes.toReversed()) followers.push(pass(node, followers.at(-1) ?? after, 'first'));
  let left = before;
  return nodes.map((node, index) => {
    const dropped = drop(node, left, followers[nodes.length - 1 - index] ?? after);
    left = pass(node, left, 'last');
    return dropped;
  });
}

/** What is seen when looking at a node, or through it at what is behind. */
function pass(node: RegexNode, behind: Side, side: 'first' | 'last'): Side {
  const chars = edgeChars(node, side);
  const next = side === 'first' ? nextChars(node, behind.next) : [];
  return isNullable(node)
    ? { chars: unite(chars, behind.chars), isEdge: behind.isEdge, next }
    : { chars, isEdge: false, next };
}

function nextChars(node: RegexNode, behind: readonly CharSet[]): readonly CharSet[] {
  switch (node.kind) {
    case 'char':
      return [node.set, ...behind].slice(0, maxNext);
    case 'sequence':
      return node.nodes.reduceRight((next, child) => nextChars(child, next), behind);
    case 'group':
      return nextChars(node.node, behind);
    case 'repeat':
      return node.min > 0 && node.node.kind === 'char' ? [node.node.set] : [];
    case 'assertion':
    case 'look':
      return behind;
    default:
      return [];
  }
}

function dropInRepeat({ node, max }: RepeatNode, before: Side, after: Side): RegexNode {
  if (max <= 1) return drop(node, before, after);
  const left = { chars: unite(before.chars, edgeChars(node, 'last')), isEdge: before.isEdge, next: [] };
  const right = { chars: unite(after.chars, edgeChars(node, 'first')), isEdge: after.isEdge, next: [] };
  return drop(node, left, right);
}

const wordChars = escapedSet('w') ?? [];
const otherChars = invert(wordChars);

function isAlwaysBoundary(before: Side, after: Side): boolean {
  return (isAlwaysWord(before) && isNeverWord(after)) || (isNeverWord(before) && isAlwaysWord(after));
}

function isAlwaysWord({ chars, isEdge }: Side): boolean {
  return !isEdge && !overlaps(chars, otherChars);
}

function isNeverWord({ chars }: Side): boolean {
  return !overlaps(chars, wordChars);
}

function isAlwaysTrue(node: AssertionNode | LookNode, before: Side, after: Side): boolean {
  if (node.kind === 'assertion') return node.source === '\\b' && isAlwaysBoundary(before, after);
  if (node.opening === '(?=') return isText(node.node, after.next);
  if (node.node.kind !== 'char') return false;
  if (node.opening === '(?!') return !overlaps(after.chars, node.node.set);
  return node.opening === '(?<!' && !overlaps(before.chars, node.node.set);
}

/** Whether a regex matches all texts of the given characters, which go on with anything. */
function isText(node: RegexNode, next: readonly CharSet[]): boolean {
  const nodes = node.kind === 'sequence' ? node.nodes : [node];
  return nodes.every((child, index) => {
    const chars = next[index];
    return child.kind === 'char' && chars !== undefined && !overlaps(chars, invert(child.set));
  });
}

/** Takes the parts out that assertions left empty. */
function dropEmpty(node: RegexNode): RegexNode {
  return mapNodes(node, (inner) => {
    if (inner.kind !== 'sequence') return inner;
    const nodes = inner.nodes.filter((child) => child.kind !== 'sequence' || child.nodes.length > 0);
    return nodes.length === inner.nodes.length ? inner : { ...inner, nodes };
  });
}

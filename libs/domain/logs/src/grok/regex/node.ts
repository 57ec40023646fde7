import type { CharSet } from './char-set.js';

/** A parsed regex. `start` is the offset of the node in the text it was read from. */
export type RegexNode =
  | CharNode
  | AssertionNode
  | SequenceNode
  | ChoiceNode
  | RepeatNode
  | GroupNode
  | AtomicNode
  | LookNode
  | BackreferenceNode;

/** Exactly one character of a set. */
export interface CharNode {
  readonly kind: 'char';
  readonly start: number;
  readonly set: CharSet;
}

/** A place: `^`, `$`, `\b` and their like, as JavaScript source. */
export interface AssertionNode {
  readonly kind: 'assertion';
  readonly start: number;
  readonly source: string;
}

export interface SequenceNode {
  readonly kind: 'sequence';
  readonly start: number;
  readonly nodes: readonly RegexNode[];
}

/** Alternatives, the first one that leads to a match wins. */
export interface ChoiceNode {
  readonly kind: 'choice';
  readonly start: number;
  readonly nodes: readonly RegexNode[];
}

/** `X*`, `X+?`, `X{2,3}`; possessive ones are atomic nodes around it. `max` may be `Infinity`. */
export interface RepeatNode {
  readonly kind: 'repeat';
  readonly start: number;
  readonly node: RegexNode;
  readonly min: number;
  readonly max: number;
  readonly isLazy: boolean;
}

/** A capturing group: by number, and by name when it has one. */
export interface GroupNode {
  readonly kind: 'group';
  readonly start: number;
  readonly node: RegexNode;
  readonly number: number;
  readonly name: string | undefined;
}

/** `(?>X)`: once matched it never gives anything back. */
export interface AtomicNode {
  readonly kind: 'atomic';
  readonly start: number;
  readonly node: RegexNode;
}

/** Lookahead and lookbehind; `opening` is their JavaScript source, such as `(?<!`. */
export interface LookNode {
  readonly kind: 'look';
  readonly start: number;
  readonly opening: string;
  readonly node: RegexNode;
}

/** `\1` or `\k<name>`. */
export interface BackreferenceNode {
  readonly kind: 'backreference';
  readonly start: number;
  readonly target: number | string;
}

/** The nodes directly inside a node. */
export function childrenOf(node: RegexNode): readonly RegexNode[] {
  if (node.kind === 'sequence' || node.kind === 'choice') return node.nodes;
  return 'node' in node ? [node.node] : [];
}

/** Whether a node or one inside it, at any depth, is as asked. */
export function hasNode(node: RegexNode, isWanted: (node: RegexNode) => boolean): boolean {
  return isWanted(node) || childrenOf(node).some((child) => hasNode(child, isWanted));
}

/** A copy in which every node, innermost first, is what `change` makes of it. */
export function mapNodes(node: RegexNode, change: (node: RegexNode) => RegexNode): RegexNode {
  if (node.kind === 'sequence' || node.kind === 'choice')
    return change({ ...node, nodes: node.nodes.map((child) => mapNodes(child, change)) });
  return change('node' in node ? { ...node, node: mapNodes(node.node, change) } : node);
}

export function sequence(nodes: readonly RegexNode[], start: number): RegexNode {
  return nodes.length === 1 && nodes[0] ? nodes[0] : { kind: 'sequence', start, nodes };
}

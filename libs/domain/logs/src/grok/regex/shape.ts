import { allChars, type CharSet, onlyChar, unite } from './char-set.js';
import { childrenOf, type RegexNode } from './node.js';

/** Whether a regex can match without taking a character. Assertions count as if they held. */
export function isNullable(node: RegexNode): boolean {
  return minLength(node) === 0;
}

/** The least number of characters that a match takes. */
export function minLength(node: RegexNode): number {
  switch (node.kind) {
    case 'char':
      return 1;
    case 'sequence':
      return node.nodes.reduce((sum, child) => sum + minLength(child), 0);
    case 'choice':
      return Math.min(...node.nodes.map(minLength));
    case 'repeat':
      return node.min * minLength(node.node);
    case 'group':
    case 'atomic':
      return minLength(node.node);
    default:
      return 0;
  }
}

/** The characters that a match which takes any can begin with (`first`) or end with (`last`); never too few. */
export function edgeChars(node: RegexNode, edge: 'first' | 'last'): CharSet {
  switch (node.kind) {
    case 'char':
      return node.set;
    case 'sequence':
      return edgeOfSequence(edge === 'first' ? node.nodes : node.nodes.toReversed(), edge);
    case 'choice':
      return unite(...node.nodes.map((child) => edgeChars(child, edge)));
    case 'repeat':
    case 'group':
    case 'atomic':
      return edgeChars(node.node, edge);
    case 'backreference':
      return allChars;
    default:
      return [];
  }
}

function edgeOfSequence(nodes: readonly RegexNode[], edge: 'first' | 'last'): CharSet {
  const sets: CharSet[] = [[]];
  for (const child of nodes) {
    sets.push(edgeChars(child, edge));
    if (!isNullable(child)) break;
  }
  return unite(...sets);
}

/** The longest text that every match contains; `''` when there is none. */
export function requiredText(node: RegexNode): string {
  const runs = [''];
  collectRuns(node, runs);
  return runs.reduce((best, run) => (run.length > best.length ? run : best), '');
}

/** Appends to the last run, or starts new ones behind what may match different texts. */
function collectRuns(node: RegexNode, runs: string[]): void {
  const char = node.kind === 'char' ? onlyChar(node.set) : undefined;
  if (char !== undefined) runs.push((runs.pop() ?? '') + char);
  else if (isTransparent(node)) for (const child of childrenOf(node)) collectRuns(child, runs);
  else {
    runs.push('');
    if (isRequired(node)) for (const child of childrenOf(node)) collectRuns(child, runs);
    runs.push('');
  }
}

function isTransparent({ kind }: RegexNode): boolean {
  return kind === 'sequence' || kind === 'group' || kind === 'atomic' || kind === 'assertion';
}

function isRequired(node: RegexNode): boolean {
  return node.kind === 'repeat' && node.min > 0;
}

import { unite } from './char-set.js';
import { type CharNode, mapNodes, type RegexNode } from './node.js';

/**
 * Makes one set of alternatives that are one character each, such as `(\s|\t)`. Repeated, they would match one text in as many
 * ways as there are combinations of them.
 */
export function mergeChoices(node: RegexNode): RegexNode {
  return mapNodes(node, (inner) =>
    inner.kind === 'choice' && inner.nodes.every(isChar)
      ? { kind: 'char', start: inner.start, set: unite(...inner.nodes.map(({ set }) => set)) }
      : inner,
  );
}

function isChar(node: RegexNode): node is CharNode {
  return node.kind === 'char';
}

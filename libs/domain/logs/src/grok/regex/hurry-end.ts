import type { RegexNode } from './node.js';

/**
 * Lets the last repeat of characters take all it can, even if it is lazy: it must get to the end of the text either way, and is
 * faster without looking for the end before each character.
 */
export function hurryEnd(node: RegexNode): RegexNode {
  switch (node.kind) {
    case 'sequence':
      return {
        ...node,
        nodes: node.nodes.map((child, index) => (index === node.nodes.length - 1 ? hurryEnd(child) : child)),
      };
    case 'choice':
      return { ...node, nodes: node.nodes.map(hurryEnd) };
    case 'group':
      return { ...node, node: hurryEnd(node.node) };
    case 'repeat':
      if (node.node.kind === 'char') return { ...node, isLazy: false };
      return node.max === 1 ? { ...node, node: hurryEnd(node.node) } : node;
    default:
      return node;
  }
}

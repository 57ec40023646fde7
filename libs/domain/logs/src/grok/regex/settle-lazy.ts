import { mapNodes, type RegexNode } from './node.js';

/**
 * Takes out lazy repeats of characters at the end of atomic groups, such as `.*?` in `(?>no: (.*?))`: nothing behind them has a
 * say, so that they take as little as they may. What is left matches in fewer ways, often in one.
 */
export function settleLazy(node: RegexNode): RegexNode {
  return mapNodes(node, (inner) => (inner.kind === 'atomic' ? { ...inner, node: settleEnd(inner.node) } : inner));
}

function settleEnd(node: RegexNode): RegexNode {
  switch (node.kind) {
    case 'sequence':
      return {
        ...node,
        nodes: node.nodes.map((child, index) => (index === node.nodes.length - 1 ? settleEnd(child) : child)),
      };
    case 'choice':
      return { ...node, nodes: node.nodes.map(settleEnd) };
    case 'group':
      return { ...node, node: settleEnd(node.node) };
    case 'repeat':
      if (!node.isLazy || node.node.kind !== 'char') return node;
      return node.min === 0
        ? { kind: 'sequence', start: node.start, nodes: [] }
        : { ...node, max: node.min, isLazy: false };
    default:
      return node;
  }
}

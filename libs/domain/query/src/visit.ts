import type { FunctionArgument } from './ast.js';

/** Calls `onNode` for a node and everything inside it, from left to right, a call before its arguments. */
export function visit(node: FunctionArgument, onNode: (node: FunctionArgument) => void): void {
  onNode(node);
  for (const child of childrenOf(node)) {
    visit(child, onNode);
  }
}

function childrenOf(node: FunctionArgument): readonly FunctionArgument[] {
  switch (node.kind) {
    case 'call':
      return node.args;
    case 'binary':
      return [node.left, node.right];
    case 'unary':
    case 'parenthesized':
      return [node.operand];
    case 'named':
      return [node.value];
    default:
      return [];
  }
}

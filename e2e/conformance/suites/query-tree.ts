import type {
  Expression,
  FunctionArgument,
  Modifier,
  ModifierArgument,
  Scope,
  ScopeTerm,
  Series,
} from '@dogwatch/query';

/** A node as the conformance data writes it: its kind, then its parts. */
export type TreeNode = readonly [string, ...unknown[]];

/**
 * Our tree in the form of the data: modifiers are wrapped around what they follow, AND and OR have two sides, brackets of a
 * scope and the group-by are left out.
 */
export function toDataTree(node: FunctionArgument): TreeNode {
  switch (node.kind) {
    case 'series':
      return modified(['metric', aggregatorText(node), node.metric, scopeNodes(node.scope)], node.modifiers);
    case 'call':
      return modified(['fn', node.name, node.args.map((argument) => toDataTree(argument))], node.modifiers);
    case 'parenthesized':
      return modified(['par', toDataTree(node.operand)], node.modifiers);
    case 'binary':
      return ['bin', node.operator, toDataTree(node.left), toDataTree(node.right)];
    case 'unary':
      return [node.operator === '-' ? 'neg' : 'pos', toDataTree(node.operand)];
    case 'number':
      return ['num', node.text];
    default:
      return toDataLeaf(node);
  }
}

function toDataLeaf(
  node: Exclude<FunctionArgument, Expression> | Extract<Expression, { kind: 'reference' }>,
): TreeNode {
  switch (node.kind) {
    case 'string':
      return ['str', node.text];
    case 'tags':
      return ['tags', node.tags];
    case 'named':
      return ['named', node.name, toDataTree(node.value)];
    default:
      return ['ref', node.name];
  }
}

function modified(node: TreeNode, modifiers: readonly Modifier[]): TreeNode {
  return modifiers.reduce<TreeNode>(
    (inner, { name, args }) => ['mod', name, args.map((argument) => argumentNode(argument)), inner],
    node,
  );
}

function argumentNode({ kind, text }: ModifierArgument): TreeNode {
  return [{ word: 'word', number: 'num', string: 'str' }[kind], text];
}

function aggregatorText({ aggregator }: Series): string | null {
  if (aggregator === undefined) return null;
  if (aggregator.kind === 'named') return aggregator.name;
  return aggregator.kind === 'threshold' ? `${aggregator.text}:` : aggregator.text;
}

function scopeNodes(scope: Scope): TreeNode[] {
  return scope.terms.map((term) => termNode(term));
}

function termNode(term: ScopeTerm): TreeNode {
  switch (term.kind) {
    case 'tag':
      return ['tag', term.text];
    case 'not':
      return ['not', termNode(term.operand)];
    case 'in':
      return ['in', term.key, term.values];
    case 'group':
      return termNode(term.operand);
    default: {
      const { kind, operands } = term;
      return operands.map((operand) => termNode(operand)).reduce((left, right) => [kind, left, right]);
    }
  }
}

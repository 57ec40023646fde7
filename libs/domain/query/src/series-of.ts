import type { Expression, FunctionArgument, FunctionCall, Series } from './ast.js';

/** What a walk calls for the nodes it meets, from left to right, a call before its arguments. */
export interface Visitor {
  readonly series?: (series: Series) => void;
  readonly call?: (call: FunctionCall) => void;
}

/** Visits every series and call of an expression. */
export function visit(expression: FunctionArgument, visitor: Visitor): void {
  switch (expression.kind) {
    case 'series':
      visitor.series?.(expression);
      break;
    case 'call':
      visitor.call?.(expression);
      for (const argument of expression.args) {
        visit(argument, visitor);
      }
      break;
    case 'binary':
      visit(expression.left, visitor);
      visit(expression.right, visitor);
      break;
    case 'unary':
    case 'parenthesized':
      visit(expression.operand, visitor);
      break;
    case 'named':
      visit(expression.value, visitor);
      break;
    default:
  }
}

/** The series of queries, from left to right. */
export function seriesOf(expressions: readonly Expression[]): Series[] {
  const found: Series[] = [];
  for (const expression of expressions) {
    visit(expression, { series: (series) => found.push(series) });
  }
  return found;
}

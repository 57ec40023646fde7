import type { Expression, Series } from './ast.js';
import { visit } from './visit.js';

/** The series of queries, from left to right. */
export function seriesOf(expressions: readonly Expression[]): Series[] {
  const found: Series[] = [];
  for (const expression of expressions) {
    visit(expression, (node) => {
      if (node.kind === 'series') {
        found.push(node);
      }
    });
  }
  return found;
}

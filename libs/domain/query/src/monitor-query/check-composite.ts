import type { Report } from '../check/finding.js';
import type { CompositeExpression, CompositeQuery } from './ast.js';

const maxMonitors = 10;

/** How many monitors a composite names. */
export function checkComposite(query: CompositeQuery, report: Report): void {
  const count = new Set(monitorIds(query)).size;
  if (count > maxMonitors) {
    report.error(
      'TooManyMonitors',
      query.span,
      `a composite monitor names at most ${maxMonitors} monitors; found ${count}`,
    );
  }
}

/** The ids that a composite names, from left to right, as often as they occur. */
export function monitorIds(query: CompositeQuery): string[] {
  const ids: string[] = [];
  collect(query.expression, ids);
  return ids;
}

function collect(expression: CompositeExpression, ids: string[]): void {
  switch (expression.kind) {
    case 'monitor':
      ids.push(expression.id);
      break;
    case 'not':
    case 'group':
      collect(expression.operand, ids);
      break;
    default:
      for (const operand of expression.operands) {
        collect(operand, ids);
      }
  }
}

import type { Report } from '../check/finding.js';
import type { SloQuery } from './ast.js';
import { argumentText, clauseOf } from './clause-of.js';

const sloWindows = ['7d', '30d', '90d'];

/** The window of the SLO and how its budget is compared. */
export function checkSlo(query: SloQuery, report: Report): void {
  const over = clauseOf(query.clauses, 'over');
  const window = argumentText(over?.args[0]) ?? '';
  if (!sloWindows.includes(window)) {
    report.error(
      'SloWindow',
      over?.span ?? query.span,
      `over() takes one of ${sloWindows.join(', ')}; found "${window}"`,
    );
  }
  const { operator, span } = query.comparison;
  if (query.measure === 'error_budget' && operator !== '>' && operator !== '>=') {
    report.error('SloOperator', span, `an error budget is compared with > or >=; found ${operator}`);
  }
}

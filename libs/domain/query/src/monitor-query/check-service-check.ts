import type { Report } from '../check/finding.js';
import type { Clause, ServiceCheckQuery } from './ast.js';
import type { MonitorContext } from './monitor-context.js';
import { argumentText, clauseOf } from './clause-of.js';

const maxCount = 100;

/** The tags of `over` and the count of `last`. */
export function checkServiceCheck(query: ServiceCheckQuery, context: MonitorContext, report: Report): void {
  const over = clauseOf(query.clauses, 'over');
  if (over && !over.args.some((argument) => argumentText(argument)?.trim())) {
    report.error('OverBlank', over.span, 'over() cannot be blank; write .over("*") for everything');
  }
  const last = clauseOf(query.clauses, 'last');
  if (last) {
    checkCount(last, context, report);
  }
}

function checkCount({ args, span }: Clause, { thresholds = {} }: MonitorContext, report: Report): void {
  const text = argumentText(args[0]) ?? '';
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1 || count > maxCount) {
    report.error('CheckCount', span, `last() takes a number of checks from 1 to ${maxCount}; found "${text}"`);
    return;
  }
  const largest = Math.max(0, ...Object.values(thresholds).map((threshold) => threshold ?? 0));
  if (count < largest) {
    report.error('CheckCount', span, `last(${count}) is below the largest threshold ${largest}; it must reach it`);
  }
}

import { checkExpression } from '../check/check-query.js';
import type { Report } from '../check/finding.js';
import type { Clause, FormulaMonitorQuery, SearchMonitorQuery } from './ast.js';
import type { MonitorContext } from './monitor-context.js';
import { type WindowLimits, checkWindow } from './check-windows.js';
import { argumentText, clauseOf } from './clause-of.js';
import type { MonitorType } from './monitor-types.js';
import { readWindow } from './parse-window.js';

const searchLimits: WindowLimits = { m: 2880, h: 48, d: 2 };
const rollupMethods = /^(?:count|cardinality|avg|sum|min|max|median|pc\d{2}(?:\.\d+)?)$/;

/** The clauses of a search. */
export function checkSearch(query: SearchMonitorQuery, report: Report): void {
  if (query.quote === "'" && query.source !== 'events') {
    const message = `write ${query.source}("…"): Datadog answers "invalid operator specified" to single quotes`;
    report.warn('SingleQuotes', query.span, message);
  }
  const rollup = clauseOf(query.clauses, 'rollup');
  if (!rollup) {
    report.warn('RollupMissing', query.span, 'no .rollup("count") or other rollup says how events are counted');
  } else {
    checkRollup(rollup, report);
  }
  checkWindows(query.clauses, searchLimits, report);
}

/** The formula, and the clauses after it. */
export function checkFormulaMonitor(
  query: FormulaMonitorQuery,
  type: MonitorType | undefined,
  context: MonitorContext,
  report: Report,
): void {
  // Monitors of data jobs call functions of their own, such as failed_runs(), which no page lists.
  if (type !== 'data-jobs alert') {
    const { variableNames } = context;
    checkExpression(query.formula, { use: 'formula', ...(variableNames && { queryNames: variableNames }) }, report);
  }
  checkWindows(query.clauses, undefined, report);
}

function checkRollup({ args, span }: Clause, report: Report): void {
  const method = argumentText(args[0]);
  if (method === undefined || !rollupMethods.test(method)) {
    const message =
      '.rollup() takes "count", "cardinality", "avg", "sum", "min", "max", "median" or a percentile such as "pc95"';
    report.error('ArgumentValue', args[0]?.span ?? span, message);
  } else if (method !== 'count' && args.length < 2) {
    report.error(
      'ArgumentCount',
      span,
      `.rollup("${method}") needs the attribute that it reads, such as .rollup("${method}", "@duration")`,
    );
  }
}

/** `.last()` or `.current()`, one of which every search and formula has. */
function checkWindows(clauses: readonly Clause[], limits: WindowLimits | undefined, report: Report): void {
  for (const clause of clauses) {
    if (clause.name === 'last' || clause.name === 'current') {
      checkWindowClause(clause, limits, report);
    }
  }
}

function checkWindowClause({ name, args, span }: Clause, limits: WindowLimits | undefined, report: Report): void {
  const text = argumentText(args[0]);
  if (text === undefined || args.length > 1) {
    report.error('ArgumentCount', span, `.${name}() takes one window, such as .${name}("5m")`);
    return;
  }
  const window = readWindow(`${name}_${text}`);
  if (!window) {
    const message = `the window of .${name}() is an amount and one of s m h d w mo, such as "5m"; found "${text}"`;
    report.error('ArgumentValue', span, message);
  } else {
    checkWindow({ ...window, span, text }, limits, report);
  }
}

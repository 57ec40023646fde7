import type { Expression, FunctionArgument, Modifier, Reference, Series } from '../ast.js';
import { seriesOf } from '../series-of.js';
import { visit } from '../visit.js';
import { templateVariables } from '../template-variables.js';
import { type Use, checkCall } from './check-call.js';
import { checkModifiers } from './check-modifiers.js';
import { type CheckResult, type Report, createReport } from './finding.js';

/** How a query is used, and what it may refer to. */
export interface CheckOptions {
  readonly use: Use;
  /** The names that the references of a formula may have; unchecked when absent. */
  readonly queryNames?: readonly string[];
}

/**
 * Checks the meaning of parsed queries: functions, their arguments, modifiers, template variables. `errors` are what
 * Datadog refuses or what its documentation rules out, `warnings` what works and is likely not meant.
 */
export function checkQuery(
  parsed: { readonly text: string; readonly expressions: readonly Expression[] },
  options: CheckOptions,
): CheckResult {
  const report = createReport(parsed.text);
  for (const expression of parsed.expressions) {
    checkExpression(expression, options, report);
  }
  return report.result();
}

/** `checkQuery` for one expression and a report that others write to as well. */
export function checkExpression(expression: Expression, options: CheckOptions, report: Report): void {
  visit(expression, (node) => checkNode(node, options, report));
  checkVariables(expression, options, report);
  if (options.use !== 'formula' && seriesOf([expression]).length === 0) {
    report.warn('NoSeries', expression.span, 'the query reads no metric; its value is constant');
  }
}

function checkNode(node: FunctionArgument, options: CheckOptions, report: Report): void {
  if (report.isFull()) {
    return;
  }
  switch (node.kind) {
    case 'series':
      checkSeries(node, report);
      break;
    case 'call':
      checkCall(node, options.use, report);
      warnOfModifiers(node.modifiers, report);
      break;
    case 'parenthesized':
      warnOfModifiers(node.modifiers, report);
      break;
    case 'reference':
      checkReference(node, options, report);
      break;
    default:
  }
}

function warnOfModifiers(modifiers: readonly Modifier[], report: Report): void {
  checkModifiers(modifiers, report);
  const first = modifiers[0];
  if (first) {
    const message = `.${first.name}() stands after a function or a parenthesis; write it after the braces of the query inside`;
    report.warn('ModifierAfterFunction', first.span, message);
  }
}

function checkReference({ name, span }: Reference, { queryNames }: CheckOptions, report: Report): void {
  if (queryNames && !queryNames.includes(name)) {
    report.error('UnknownReference', span, `${name} names none of the queries: ${queryNames.join(', ')}`);
  }
}

function checkSeries(series: Series, report: Report): void {
  if (series.aggregator === undefined) {
    report.warn(
      'AggregatorMissing',
      series.span,
      `no aggregator before ${series.metric}; write avg:, sum:, min: or max: to say how hosts are joined`,
    );
  }
  checkModifiers(series.modifiers, report);
}

function checkVariables(expression: Expression, { use }: CheckOptions, report: Report): void {
  if (use === 'dashboard') {
    return;
  }
  for (const { name, series } of templateVariables([expression])) {
    report.error(
      'TemplateVariable',
      series.scope.span,
      `$${name} is a template variable, which only dashboards fill in; write the tag itself`,
    );
  }
}

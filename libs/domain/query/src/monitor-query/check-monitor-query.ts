import { checkExpression } from '../check/check-query.js';
import { type CheckResult, type Report, createReport } from '../check/finding.js';
import type { MonitorQuery } from './ast.js';
import { checkComposite } from './check-composite.js';
import { checkFormulaMonitor, checkSearch } from './check-search.js';
import { checkMetricMonitor } from './check-metric.js';
import { checkServiceCheck } from './check-service-check.js';
import { checkSlo } from './check-slo.js';
import type { MonitorContext } from './monitor-context.js';
import { type MonitorType, rulesOf } from './monitor-types.js';

/**
 * Checks the query of a monitor against its type and its options, as far as they are given. `errors` are what the monitors API
 * refuses, `warnings` what it accepts and what the documentation advises against; shipped monitors exceed some limits.
 */
export function checkMonitorQuery(
  type: MonitorType | undefined,
  parsed: { readonly text: string; readonly query: MonitorQuery },
  context: MonitorContext = {},
): CheckResult {
  const report = createReport(parsed.text);
  if (type) {
    checkType(type, parsed.query, report);
  }
  checkKind(parsed.query, type, context, report);
  checkThresholds(parsed.query, context, report);
  return report.result();
}

function checkType(type: MonitorType, query: MonitorQuery, report: Report): void {
  const { kinds, sources } = rulesOf(type);
  if (kinds.length > 0 && !kinds.includes(query.kind)) {
    report.error(
      'TypeMismatch',
      query.span,
      `a ${type} monitor takes a ${kinds.join(' or ')} query; this is a ${query.kind} query`,
    );
  } else if (query.kind === 'search' && sources && !sources.includes(query.source)) {
    report.error(
      'TypeMismatch',
      query.span,
      `a ${type} monitor searches ${sources.join(' or ')}; this searches ${query.source}`,
    );
  }
}

function checkKind(query: MonitorQuery, type: MonitorType | undefined, context: MonitorContext, report: Report): void {
  switch (query.kind) {
    case 'metric':
      checkExpression(query.query, { use: 'monitor' }, report);
      checkMetricMonitor(query, context, report);
      break;
    case 'formula':
      checkFormulaMonitor(query, type, context, report);
      break;
    case 'search':
      checkSearch(query, report);
      break;
    case 'service-check':
      checkServiceCheck(query, context, report);
      break;
    case 'slo':
      checkSlo(query, report);
      break;
    default:
      checkComposite(query, report);
  }
}

function checkThresholds(query: MonitorQuery, { thresholds }: MonitorContext, report: Report): void {
  if (!thresholds) {
    return;
  }
  const { critical, warning } = thresholds;
  if (critical === undefined && warning !== undefined) {
    report.error('ThresholdMissing', query.span, 'Alert status is required: a warning threshold needs a critical one');
  }
  if (!('comparison' in query) || critical === undefined || query.comparison.threshold === undefined) {
    return;
  }
  if (query.comparison.threshold !== critical) {
    const message = `Alert threshold (${critical}) does not match that used in the query (${query.comparison.threshold}).`;
    report.error('ThresholdMismatch', query.comparison.span, message);
  }
}

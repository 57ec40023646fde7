import type { Expression, FunctionArgument, FunctionCall } from '../ast.js';
import type { Report } from '../check/finding.js';
import { seriesOf } from '../series-of.js';
import { visit } from '../visit.js';
import type { MetricMonitorQuery } from './ast.js';
import type { MonitorContext } from './monitor-context.js';
import { type WindowLimits, checkWindow, secondsOf } from './check-windows.js';
import { readWindow } from './parse-window.js';

const windowLimits: WindowLimits = { m: 10_080, h: 168, d: 7, w: 1, mo: 1 };
const changeLimits: WindowLimits = { m: 2880, h: 48, d: 2 };
/** An alert window holds at least this many intervals. */
const intervalsInAlertWindow = 5;

/** What goes beyond the query itself: its window, and how it is compared. */
export function checkMetricMonitor(query: MetricMonitorQuery, context: MonitorContext, report: Report): void {
  const limits = query.change ? changeLimits : windowLimits;
  checkWindow(query.window, query.window.direction === 'next' ? undefined : limits, report);
  if (query.change) {
    checkWindow(query.change.shift, changeLimits, report);
  }
  if (query.timeAggregation === 'avg' && !query.change) {
    warnOfAveragedCounts(query.query, report);
  }
  visit(query.query, (node) => {
    if (node.kind === 'call' && node.name === 'anomalies') {
      checkAnomalies(node, query, context, report);
    } else if (node.kind === 'call' && node.name === 'forecast') {
      warnOfForecast(query, report);
    }
  });
}

/** Not for algorithms, which look at each point of the window. */
function warnOfAveragedCounts(query: Expression, report: Report): void {
  if (query.kind === 'call' && ['anomalies', 'forecast', 'outliers'].includes(query.name)) {
    return;
  }
  const counted = seriesOf([query]).find(({ modifiers }) => modifiers.some(({ name }) => name === 'as_count'));
  if (counted) {
    const message = 'avg over the window of an .as_count() query depends on the interval; use sum(last_…): to count';
    report.warn('AverageOfCounts', counted.span, message);
  }
}

function checkAnomalies(call: FunctionCall, query: MetricMonitorQuery, context: MonitorContext, report: Report): void {
  const window = optionText(call, 'alert_window');
  const { threshold, span } = query.comparison;
  if (threshold !== undefined && (threshold < 0 || threshold > 1)) {
    report.warn(
      'AnomalyThreshold',
      span,
      `the threshold is the fraction of anomalous points, 0 to 1; found ${threshold}`,
    );
  }
  if (window === undefined) {
    return;
  }
  if (context.triggerWindow !== undefined && context.triggerWindow !== window) {
    const message = `options.threshold_windows.trigger_window is ${context.triggerWindow}; it must equal alert_window ${window}`;
    report.error('TriggerWindowMismatch', call.span, message);
  }
  warnOfAnomalyWindows(call, window, query, report);
}

function warnOfAnomalyWindows(call: FunctionCall, text: string, query: MetricMonitorQuery, report: Report): void {
  const alertWindow = readWindow(text);
  if (!alertWindow) {
    return;
  }
  const alertSeconds = secondsOf(alertWindow);
  if (secondsOf(query.window) < alertSeconds) {
    const message = `the query's window ${query.window.text} is shorter than the alert window ${text}`;
    report.warn('AnomalyWindow', query.window.span, message);
  }
  const interval = optionOf(call, 'interval');
  if (interval?.kind === 'number' && interval.value * intervalsInAlertWindow > alertSeconds) {
    const most = alertSeconds / intervalsInAlertWindow;
    report.warn(
      'AnomalyWindow',
      interval.span,
      `the interval is at most a fifth of ${text}, ${most} seconds; found ${interval.text}`,
    );
  }
}

function warnOfForecast({ timeAggregation, comparison }: MetricMonitorQuery, report: Report): void {
  const isAbove = comparison.operator.startsWith('>');
  const isBelow = comparison.operator.startsWith('<');
  if ((timeAggregation === 'max' && isAbove) || (timeAggregation === 'min' && isBelow)) {
    return;
  }
  const message = `a forecast is watched as max(…): … > or as min(…): … <; found ${timeAggregation} with ${comparison.operator}`;
  report.warn('ForecastOperator', comparison.span, message);
}

function optionText(call: FunctionCall, name: string): string | undefined {
  const option = optionOf(call, name);
  return option?.kind === 'string' ? option.text : undefined;
}

function optionOf(call: FunctionCall, name: string): FunctionArgument | undefined {
  const option = call.args.find((argument) => argument.kind === 'named' && argument.name === name);
  return option?.kind === 'named' ? option.value : undefined;
}

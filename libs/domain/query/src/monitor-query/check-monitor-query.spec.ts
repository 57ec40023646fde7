import { describe, expect, it } from 'vitest';
import { checkMonitorQuery } from './check-monitor-query.js';
import type { MonitorContext } from './monitor-context.js';
import { type MonitorType, isMonitorType } from './monitor-types.js';
import { parseMonitorQuery } from './parse.js';

const check = (type: MonitorType, text: string, context?: MonitorContext) => {
  const parsed = parseMonitorQuery(text, type);
  if (!parsed.ok) {
    throw new Error(parsed.error.message);
  }
  const { errors, warnings } = checkMonitorQuery(type, parsed, context);
  return [...errors, ...warnings].map(({ reason }) => reason);
};
const anomaly = (options: string) => `avg(last_4h):anomalies(avg:a{*}, 'agile', 2, ${options}) >= 1`;

it.each<[MonitorType, string]>([
  ['metric alert', 'sum(last_1d):sum:a{*}.as_count() > 5'],
  ['query alert', 'formula("a / b").last("1mo") > 5'],
  ['query alert', 'change(avg(last_5m),last_1d):avg:a{*} > 5'],
  ['query alert', anomaly("alert_window='last_15m', interval=60")],
  ['query alert', "max(next_2w):forecast(avg:a{*}, 'linear', 1) >= 9"],
  ['log alert', 'logs("x").rollup("pc95", "@duration").last("2d") > 5'],
  ['event-v2 alert', "events('x').rollup('count').last('1h') > 5"],
  ['error-tracking alert', 'error-tracking-rum("x").rollup("count").by("@issue.id").last("1h") > 5'],
  ['data-jobs alert', 'formula("failed_runs(q)").by(job).last(1h) > 0'],
  ['service check', '"c".by("*").last(100).count_by_status()'],
  ['slo alert', 'error_budget("x").over("90d") >= 75'],
  ['composite', '1 && (2 || !3)'],
])('%s accepts %s', (type, text) => {
  expect(check(type, text)).toEqual([]);
});

it.each<[MonitorType, string, string]>([
  ['metric alert', 'logs("x").rollup("count").last("5m") > 5', 'TypeMismatch'],
  ['log alert', 'rum("x").rollup("count").last("5m") > 5', 'TypeMismatch'],
  ['composite', '"c".by("*").last(1).count_by_status()', 'TypeMismatch'],
  ['query alert', 'avg(last_5m):avg:a{$env} > 5', 'TemplateVariable'],
  ['query alert', 'avg(last_5m):autosmooth(avg:a{*}) > 5', 'FunctionNotInMonitors'],
  ['query alert', 'formula("nope(a)").last("5m") > 5', 'UnknownFunction'],
  ['query alert', 'avg(last_40000m):avg:a{*} > 5', 'WindowUnusual'],
  ['query alert', 'avg(last_0m):avg:a{*} > 5', 'WindowEmpty'],
  ['log alert', 'logs("x").rollup("count").last("0m") > 5', 'WindowEmpty'],
  ['query alert', 'avg(last_5m):sum:a{*}.as_count() > 5', 'AverageOfCounts'],
  ['query alert', "avg(last_4h):anomalies(avg:a{*}, 'agile', 2) >= 50", 'AnomalyThreshold'],
  ['query alert', anomaly("alert_window='last_5h'"), 'AnomalyWindow'],
  ['query alert', anomaly("alert_window='last_15m', interval=181"), 'AnomalyWindow'],
  ['query alert', "max(next_2w):forecast(avg:a{*}, 'linear', 1) < 9", 'ForecastOperator'],
  ['log alert', 'logs("x").last("5m") > 5', 'RollupMissing'],
  ['log alert', 'logs("x").rollup("most").last("5m") > 5', 'ArgumentValue'],
  ['log alert', 'logs("x").rollup("sum").last("5m") > 5', 'ArgumentCount'],
  ['log alert', 'logs("x").rollup("count").last("soon") > 5', 'ArgumentValue'],
  ['log alert', 'logs("x").rollup("count").last() > 5', 'ArgumentCount'],
  ['log alert', 'logs("x").rollup("count").last("100h") > 5', 'WindowUnusual'],
  ['log alert', `logs('x').rollup("count").last("5m") > 5`, 'SingleQuotes'],
  ['service check', '"c".over("").last(2).count_by_status()', 'OverBlank'],
  ['service check', '"c".over("*").last(101).count_by_status()', 'CheckCount'],
  ['service check', '"c".over("*").last(few).count_by_status()', 'CheckCount'],
  ['slo alert', 'error_budget("x").over("8d") > 5', 'SloWindow'],
  ['slo alert', 'error_budget("x").over("7d") <= 5', 'SloOperator'],
  ['composite', Array.from({ length: 11 }, (_, id) => `${id}`).join(' || '), 'TooManyMonitors'],
])('%s: %s: %s', (type, text, reason) => {
  expect(check(type, text)).toEqual([reason]);
});

describe('with the rest of the monitor', () => {
  const text = 'avg(last_5m):avg:a{*} > 5';

  it('compares thresholds', () => {
    expect(check('query alert', text, { thresholds: { critical: 5, warning: 3 } })).toEqual([]);
    expect(check('query alert', text, { thresholds: { critical: 6 } })).toEqual(['ThresholdMismatch']);
    expect(check('query alert', text, { thresholds: { warning: 3 } })).toEqual(['ThresholdMissing']);
    expect(check('query alert', 'avg(last_5m):avg:a{*} > threshold', { thresholds: { critical: 6 } })).toEqual([]);
  });

  it('compares the trigger window', () => {
    const query = anomaly("alert_window='last_15m'");
    expect(check('query alert', query, { triggerWindow: 'last_15m' })).toEqual([]);
    expect(check('query alert', query, { triggerWindow: 'last_30m' })).toEqual(['TriggerWindowMismatch']);
  });

  it('compares the count of a service check with its thresholds', () => {
    const query = '"c".over("*").last(3).count_by_status()';
    expect(check('service check', query, { thresholds: { critical: 3, ok: 1 } })).toEqual([]);
    expect(check('service check', query, { thresholds: { critical: 2, ok: 4 } })).toEqual(['CheckCount']);
  });

  it('knows the variables of a formula', () => {
    const query = 'formula("a + b").last("5m") > 1';
    expect(check('rum alert', query, { variableNames: ['a', 'b'] })).toEqual([]);
    expect(check('rum alert', query, { variableNames: ['a'] })).toEqual(['UnknownReference']);
  });
});

it('knows the types of the API', () => {
  expect(isMonitorType('query alert')).toBe(true);
  expect(isMonitorType('toString')).toBe(false);
});

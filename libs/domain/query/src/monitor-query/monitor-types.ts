import type { MonitorQuery, SearchSource } from './ast.js';

/** What a type of monitor may hold: kinds of query, and for searches the sources. */
interface MonitorTypeRules {
  readonly kinds: readonly MonitorQuery['kind'][];
  readonly sources?: readonly SearchSource[];
}

const search = (...sources: SearchSource[]): MonitorTypeRules => ({ kinds: ['search', 'formula'], sources });
const metric: MonitorTypeRules = { kinds: ['metric', 'formula'] };
const formula: MonitorTypeRules = { kinds: ['formula'] };

/** Every type of the monitors API. `metric alert` and `query alert` take the same queries. */
export const monitorTypes = {
  'audit alert': search('audits'),
  'ci-pipelines alert': search('ci-pipelines'),
  'ci-tests alert': search('ci-tests'),
  composite: { kinds: ['composite'] },
  'cost alert': formula,
  'data-jobs alert': formula,
  'data-quality alert': formula,
  'database-monitoring alert': search('database-monitoring'),
  'error-tracking alert': search('error-tracking', 'error-tracking-rum'),
  'event alert': search('events'),
  'event-v2 alert': search('events'),
  'llm-observability alert': search('llm-observability'),
  'log alert': search('logs'),
  'metric alert': metric,
  'network-path alert': search('network-path'),
  'network-performance alert': search('network-performance'),
  'process alert': search('processes'),
  'query alert': metric,
  'rum alert': search('rum'),
  'service check': { kinds: ['service-check'] },
  'slo alert': { kinds: ['slo'] },
  // Datadog makes these itself; their queries follow no published grammar.
  'synthetics alert': { kinds: [] },
  'trace-analytics alert': search('trace-analytics'),
} as const satisfies Readonly<Record<string, MonitorTypeRules>>;

/** A type of the monitors API. */
export type MonitorType = keyof typeof monitorTypes;

/** Whether a text names a type of monitor. */
export function isMonitorType(text: string): text is MonitorType {
  return Object.hasOwn(monitorTypes, text);
}

/** What a type of monitor may hold. */
export function rulesOf(type: MonitorType): MonitorTypeRules {
  return monitorTypes[type];
}

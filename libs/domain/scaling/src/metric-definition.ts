import type { DatadogMetric } from '@dogwatch/crds';
import { checkBalance, resolveTemplates, type TemplateLookups } from '@dogwatch/query';
import { isAlwaysActive } from './always-active.js';
import { fromStatus } from './datadog-metric-status.js';
import { readDurationSetting } from './duration.js';
import { applyDefinition, newMetricState, type MetricDefinition, type MetricState } from './metric-state.js';
import { failure, type Failure, type Problem } from './reasons.js';

/**
 * Reads a DatadogMetric's specification: durations, then templates, then the query. The first thing that is wrong becomes its
 * `problem`; a query with a problem is never sent.
 */
export function readDatadogMetric(object: DatadogMetric, lookups: TemplateLookups): MetricDefinition {
  const { metadata, spec = {} } = object;
  const { externalMetricName = '', query = '' } = spec;
  const maxAge = readDurationSetting('maxAge', spec.maxAge);
  const timeWindow = readDurationSetting('timeWindow', spec.timeWindow);
  const resolved = resolveQuery(query, lookups);
  const problem = [maxAge, timeWindow, resolved].find((result) => !result.ok);
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    query,
    externalMetricName,
    problem: problem && toProblem(problem),
    resolvedQuery: problem === undefined && resolved.ok ? resolved.query : undefined,
    alwaysActive: isAlwaysActive(metadata.annotations),
    maxAgeSeconds: maxAge.ok ? maxAge.seconds : 0,
    timeWindowSeconds: timeWindow.ok ? timeWindow.seconds : 0,
  };
}

/** The state of a metric that this process sees for the first time: what its status tells, under its specification. */
export function restoreMetricState(
  object: DatadogMetric,
  definition: MetricDefinition,
  nowMillis: number,
): MetricState {
  if (object.status === undefined) return newMetricState(definition, nowMillis);
  const { problem: _, ...rest } = definition;
  const before = {
    ...newMetricState({ ...rest, problem: undefined }, nowMillis),
    ...fromStatus(object.status, nowMillis),
  };
  return applyDefinition(before, definition, nowMillis);
}

function resolveQuery(
  query: string,
  lookups: TemplateLookups,
): { readonly ok: true; readonly query: string } | Failure {
  const resolved = resolveTemplates(query, lookups);
  if (!resolved.ok) return failure('TemplateError', resolved.message);
  const balance = checkBalance(resolved.query);
  return balance.ok ? resolved : failure('InvalidQuery', `spec.query: ${balance.message}`);
}

function toProblem({ reason, message }: Failure): Problem {
  return { reason, message };
}

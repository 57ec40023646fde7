import type { DatadogMetric } from '@dogwatch/crds';
import { resolveTemplates, type TemplateLookups } from '@dogwatch/query';
import { isAlwaysActive } from './always-active.js';
import { checkMetricQuery } from './check-metric-query.js';
import { fromStatus } from './datadog-metric-status.js';
import { readDurationSetting } from './duration.js';
import { applyDefinition, newMetricState, type MetricDefinition, type MetricState } from './metric-state.js';
import { isRefusal } from './poll-outcome.js';
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
  const content = fromStatus(object.status, nowMillis);
  const before: MetricState = {
    ...newMetricState({ ...definition, problem: undefined }, nowMillis),
    ...content,
    suspect: content.error !== undefined && isRefusal(content.error.reason),
  };
  return applyDefinition(before, definition, nowMillis);
}

function resolveQuery(
  query: string,
  lookups: TemplateLookups,
): { readonly ok: true; readonly query: string } | Failure {
  const resolved = resolveTemplates(query, lookups);
  if (!resolved.ok) return failure('TemplateError', resolved.message);
  const checked = checkMetricQuery(resolved.query);
  return checked.ok ? resolved : failure(checked.reason, `spec.query: ${checked.message}`);
}

function toProblem({ reason, message }: Failure): Problem {
  return { reason, message };
}

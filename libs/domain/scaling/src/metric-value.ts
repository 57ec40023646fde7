import type { DatadogMetric } from '@dogwatch/crds';
import type { MetricValue } from '@dogwatch/messages';
import { fromStatus, type StatusContent } from './datadog-metric-status.js';
import { readDurationSetting } from './duration.js';
import { effectiveMaxAgeSeconds } from './freshness.js';
import type { MetricState } from './metric-state.js';
import type { ScalingOptions } from './options.js';
import type { Problem } from './reasons.js';

type AgeOptions = Pick<ScalingOptions, 'maxAgeSeconds' | 'rollupSeconds'>;

const withoutDetails = 'DatadogMetric is invalid, missing error details';

/** What those who serve a metric get to know of its state. */
export function toMetricValue(state: MetricState, options: AgeOptions): MetricValue {
  const { definition } = state;
  return toValue(definition, state, effectiveMaxAgeSeconds(definition, options));
}

/** The same, read from the object: for a replica that hears nothing from the leader. */
export function fromDatadogMetric(object: DatadogMetric, options: AgeOptions, nowMillis: number): MetricValue {
  const { metadata, spec, status } = object;
  const maxAge = readDurationSetting('maxAge', spec?.maxAge);
  const maxAgeSeconds = effectiveMaxAgeSeconds({ maxAgeSeconds: maxAge.ok ? maxAge.seconds : 0 }, options);
  return toValue(
    { namespace: metadata.namespace ?? '', name: metadata.name },
    fromStatus(status, nowMillis),
    maxAgeSeconds,
  );
}

function toValue(
  { namespace, name }: { readonly namespace: string; readonly name: string },
  content: StatusContent,
  maxAgeSeconds: number,
): MetricValue {
  const { active, dataTimeSeconds, updatedAtMillis, valid, value } = content;
  const problem = valid ? { reason: '', message: '' } : whyInvalid(content);
  return {
    namespace,
    name,
    active,
    valid,
    value: dataTimeSeconds === undefined ? null : value,
    dataTimeSeconds: dataTimeSeconds ?? null,
    maxAgeSeconds,
    updatedAtMillis,
    reason: problem.reason,
    message: problem.message,
  };
}

function whyInvalid({ active, error, dataTimeSeconds }: StatusContent): Problem | { reason: ''; message: string } {
  if (error !== undefined) return error;
  if (!active) return { reason: 'NotActive', message: `${withoutDetails}: nothing refers to it, so it is not queried` };
  if (dataTimeSeconds === undefined)
    return { reason: 'NotQueriedYet', message: `${withoutDetails}: it has not been queried yet` };
  return { reason: '', message: withoutDetails };
}

import type { DatadogMetric } from '@dogwatch/crds';
import type { HorizontalPodAutoscaler } from '@dogwatch/kube';
import { errorSentence, isScalingReason, scalingReasons } from '@dogwatch/scaling';
import { conditionsOf, isTrue, type ReadCondition } from './conditions-of.js';
import type { MetricCondition } from './workload-state.js';

/** What the conditions of a DatadogMetric and of its autoscaler say, as one. */
export function toCondition(
  metric: DatadogMetric | undefined,
  autoscaler: HorizontalPodAutoscaler | undefined,
): MetricCondition {
  return toMetricProblem(metric) ?? toAutoscalerCondition(autoscaler);
}

/** A metric that nothing refers to or that was not queried yet is not in trouble: it takes a moment. */
const early = new Set(['NotActive', 'NotQueriedYet', 'NotReferenced']);

function toMetricProblem(metric: DatadogMetric | undefined): MetricCondition | undefined {
  if (metric === undefined) {
    return { tone: 'waiting', reason: 'NoDatadogMetric', text: 'metrics-poller has not made its DatadogMetric yet' };
  }
  const find = conditionsOf(metric);
  const [valid, error] = [find('Valid'), find('Error')];
  if (isTrue(error)) return toFailure(error, isTrue(valid));
  if (isTrue(valid)) return undefined;
  if (valid === undefined || early.has(valid.reason ?? '')) {
    return { tone: 'waiting', reason: 'NotQueriedYet', text: 'not queried yet' };
  }
  return toFailure(valid, false);
}

function toFailure(condition: ReadCondition | undefined, isInUse: boolean): MetricCondition {
  const { reason = 'Invalid', message = '' } = condition ?? {};
  const text = describe(reason, message);
  if (!isInUse) return { tone: 'bad', reason, text };
  return { tone: 'warning', reason, text: `${text}; the last value stays in use` };
}

/** The message without what every one begins with; without a message, what the reason means. */
function describe(reason: string, message: string): string {
  const text = message.replace(errorSentence, '').replace(/^[:\s]+/, '');
  if (text !== '') return text.replace(/\.$/, '');
  return isScalingReason(reason) ? scalingReasons[reason].replace(/\.$/, '') : 'the metric is not valid';
}

/** How the HPA controller begins. */
const computeSentence = /^the HPA was unable to compute the replica count: (unable to get external metric )?/;

function toAutoscalerCondition(autoscaler: HorizontalPodAutoscaler | undefined): MetricCondition {
  const find = conditionsOf(autoscaler);
  const [active, limited] = [find('ScalingActive'), find('ScalingLimited')];
  if (active === undefined) {
    return { tone: 'waiting', reason: 'Fresh', text: 'a value is there, the HPA has not looked yet' };
  }
  if (!isTrue(active)) {
    const { reason = 'ScalingInactive', message = reason } = active;
    return { tone: 'waiting', reason, text: message.replace(computeSentence, 'the HPA gets no value: ') };
  }
  if (isTrue(limited) && limited?.reason === 'TooManyReplicas') {
    return { tone: 'warning', reason: 'TooManyReplicas', text: 'the HPA would like more replicas than its maximum' };
  }
  return { tone: 'good', reason: 'Fresh', text: 'Datadog answers, the HPA follows' };
}

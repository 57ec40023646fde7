import type { Condition, EventNote, HorizontalPodAutoscaler, MetricStatus } from '@dogwatch/kube';
import { evaluateMetric } from './evaluate-metric.js';
import type { Evaluation } from './evaluate-metric.js';
import type { Usage } from './external-metric.js';
import { keepRecent, limitReplicas } from './replica-count.js';
import type { Recommendation, Replicas } from './replica-count.js';

/** Everything that one look at an autoscaler goes by. */
export interface HpaSituation {
  readonly hpa: HorizontalPodAutoscaler;
  readonly replicas: Replicas;
  /** What each metric of the spec measures, in that order; undefined for types other than External. */
  readonly usages: readonly (Usage | undefined)[];
  /** What earlier looks recommended. */
  readonly recommendations: readonly Recommendation[];
  readonly nowMillis: number;
  readonly stabilizationMillis: number;
}

/** What one look concluded. */
export interface HpaDecision {
  /** The present number when nothing is to change. */
  readonly desiredReplicas: number;
  readonly conditions: readonly Condition[];
  readonly currentMetrics: readonly MetricStatus[];
  readonly recommendations: readonly Recommendation[];
  readonly events: readonly EventNote[];
}

/** Decides as the HPA controller does for metrics of the type External, without `spec.behavior`'s policies. */
export function decideHpa(situation: HpaSituation): HpaDecision {
  const { hpa, replicas, recommendations } = situation;
  const range = { min: hpa.spec?.minReplicas ?? 1, max: hpa.spec?.maxReplicas ?? 1 };
  const ableToScale = condition('AbleToScale', 'True', 'SucceededGetScale', readScaleMessage);
  const base = { conditions: [ableToScale], currentMetrics: [], recommendations, events: [] };
  if (replicas.spec === 0 && range.min > 0) {
    const disabled = condition('ScalingActive', 'False', 'ScalingDisabled', zeroMessage);
    return { ...base, desiredReplicas: 0, conditions: [ableToScale, disabled] };
  }
  if (replicas.spec > range.max) return rescale(base, range.max, 'Current number of replicas above Spec.MaxReplicas');
  if (replicas.spec < range.min) return rescale(base, range.min, 'Current number of replicas below Spec.MinReplicas');
  return decideByMetrics(situation, range);
}

const readScaleMessage = "the HPA controller was able to get the target's current scale";
const zeroMessage = 'scaling is disabled since the replica count of the target is zero';
/** A condition without its transition time, which only the writer of the status knows. */
export function condition(type: string, status: string, reason: string, message: string): Condition {
  return { type, status, reason, message };
}

const readyForNewScale = condition('AbleToScale', 'True', 'ReadyForNewScale', 'recommended size matches current size');
const scaleDownStabilized = condition(
  'AbleToScale',
  'True',
  'ScaleDownStabilized',
  'recent recommendations were higher than current one, applying the highest recent recommendation',
);

function decideByMetrics(situation: HpaSituation, range: { readonly min: number; readonly max: number }): HpaDecision {
  const { hpa, replicas, usages, recommendations, nowMillis, stabilizationMillis } = situation;
  const specs = hpa.spec?.metrics ?? [];
  const evaluations = specs.map((spec, index) => evaluateMetric(spec, usages[index], replicas));
  const good = evaluations.filter((evaluation) => evaluation.ok);
  const bad = evaluations.filter((evaluation) => !evaluation.ok);
  const [best] = good.toSorted((a, b) => b.proposal - a.proposal);
  const currentMetrics = good.map(({ status }) => status);
  if (best === undefined || (bad.length > 0 && best.proposal < replicas.spec)) {
    return { ...toFailedDecision(bad, specs.length), desiredReplicas: replicas.spec, currentMetrics, recommendations };
  }
  const recent = keepRecent(recommendations, nowMillis, stabilizationMillis);
  const stabilized = Math.max(best.proposal, ...recent.map((recommendation) => recommendation.replicas));
  const limited = limitReplicas(stabilized, replicas.spec, range);
  const isLimited = limited.replicas === stabilized ? 'False' : 'True';
  const found = `the HPA was able to successfully calculate a replica count from external metric ${best.name}`;
  const decision = {
    conditions: [
      stabilized === best.proposal ? readyForNewScale : scaleDownStabilized,
      condition('ScalingActive', 'True', 'ValidMetricFound', found),
      condition('ScalingLimited', isLimited, limited.reason, limited.message),
    ],
    currentMetrics,
    recommendations: [...recent, { atMillis: nowMillis, replicas: best.proposal }],
    events: bad.map(toFailureEvent),
  };
  if (limited.replicas === replicas.spec) return { ...decision, desiredReplicas: limited.replicas };
  const isUp = best.proposal > replicas.spec;
  return rescale(
    decision,
    limited.replicas,
    isUp ? `external metric ${best.name} above target` : 'All metrics below target',
  );
}

function rescale(decision: Omit<HpaDecision, 'desiredReplicas'>, desiredReplicas: number, why: string): HpaDecision {
  const done = `the HPA controller was able to update the target scale to ${desiredReplicas}`;
  const others = decision.conditions.filter(({ type }) => type !== 'AbleToScale');
  const message = `New size: ${desiredReplicas}; reason: ${why}`;
  return {
    ...decision,
    desiredReplicas,
    conditions: [condition('AbleToScale', 'True', 'SucceededRescale', done), ...others],
    events: [...decision.events, { type: 'Normal', reason: 'SuccessfulRescale', message }],
  };
}

type FailedEvaluation = Extract<Evaluation, { readonly ok: false }>;

function toFailedDecision(bad: readonly FailedEvaluation[], count: number): Pick<HpaDecision, 'conditions' | 'events'> {
  const first = bad[0]?.message ?? 'the spec has no metrics';
  const message = `the HPA was unable to compute the replica count: ${first}`;
  const summary = `invalid metrics (${bad.length} invalid out of ${count}), first error is: ${first}`;
  return {
    conditions: [
      condition('AbleToScale', 'True', 'SucceededGetScale', readScaleMessage),
      condition('ScalingActive', 'False', 'FailedGetExternalMetric', message),
    ],
    events: [...bad.map(toFailureEvent), { type: 'Warning', reason: 'FailedComputeMetricsReplicas', message: summary }],
  };
}

function toFailureEvent({ message }: FailedEvaluation): EventNote {
  return { type: 'Warning', reason: 'FailedGetExternalMetric', message };
}

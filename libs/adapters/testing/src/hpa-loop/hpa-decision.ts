import type { Condition, HorizontalPodAutoscaler, MetricSpec, MetricStatus } from '@dogwatch/kube';
import { parseQuantity, printQuantity, toMillis } from '@dogwatch/scaling';
import type { Usage } from './external-metric.js';
import { limitReplicas, proposeReplicas, type Replicas } from './replica-count.js';

/** What was recommended at a time (`Date.now()`). */
export interface Recommendation {
  readonly atMillis: number;
  readonly replicas: number;
}

/** Everything that one look at an autoscaler goes by. */
export interface HpaSituation {
  readonly hpa: HorizontalPodAutoscaler;
  readonly replicas: Replicas;
  /** What each metric of the spec measures, in that order; undefined for types other than External. */
  readonly usages: readonly (Usage | undefined)[];
  /** What earlier looks recommended; undefined at the first one, which holds on to what it finds. */
  readonly recommendations: readonly Recommendation[] | undefined;
  readonly nowMillis: number;
  readonly stabilizationMillis: number;
}

/** What one look concluded. */
export interface HpaDecision {
  /** The present number when nothing is to change. */
  readonly desiredReplicas: number;
  /** Without transition times, which only the writer of the status knows. */
  readonly conditions: readonly Condition[];
  readonly currentMetrics: readonly MetricStatus[];
  readonly recommendations: readonly Recommendation[] | undefined;
}

/** Decides as the HPA controller does for metrics of the type External, with the default behavior. */
export function decideHpa(situation: HpaSituation): HpaDecision {
  const { hpa, replicas, usages, recommendations } = situation;
  const { minReplicas = 1, metrics = [] } = hpa.spec ?? {};
  const base = { desiredReplicas: replicas.spec, currentMetrics: [], recommendations };
  if (replicas.spec === 0 && minReplicas > 0) {
    return { ...base, conditions: [inactive('ScalingDisabled', 'the replica count of the target is zero')] };
  }
  const evaluations = metrics.map((spec, index) => evaluate(spec, usages[index], replicas));
  const good = evaluations.filter((evaluation) => evaluation.ok);
  const bad = evaluations.filter((evaluation) => !evaluation.ok);
  const currentMetrics = good.map(({ status }) => status);
  const wish = Math.max(...good.map(({ proposal }) => proposal));
  // As long as a metric is missing, the others may scale up, not down.
  if (good.length > 0 && (bad.length === 0 || wish >= replicas.spec)) {
    return { currentMetrics, ...follow(wish, situation) };
  }
  const [{ message } = { message: 'the spec has no metrics' }] = bad;
  const why = `the HPA was unable to compute the replica count: ${message}`;
  return { ...base, currentMetrics, conditions: [inactive('FailedGetExternalMetric', why)] };
}

/** What comes of a wish within the limits, and while higher ones hold back a scale-down. */
function follow(
  wish: number,
  { hpa, replicas, recommendations, nowMillis, stabilizationMillis }: HpaSituation,
): Omit<HpaDecision, 'currentMetrics'> {
  const { minReplicas: min = 1, maxReplicas: max = 1 } = hpa.spec ?? {};
  const earlier = recommendations ?? [{ atMillis: nowMillis, replicas: replicas.spec }];
  const recent = earlier.filter(({ atMillis }) => atMillis >= nowMillis - stabilizationMillis);
  const stabilized = Math.max(wish, ...recent.map((recommendation) => recommendation.replicas));
  const limited = limitReplicas(stabilized, replicas.spec, { min, max });
  const steady = stabilized === wish ? 'ReadyForNewScale' : 'ScaleDownStabilized';
  const conditions = [
    ableToScale(limited.replicas === replicas.spec ? steady : 'SucceededRescale'),
    { type: 'ScalingActive', status: 'True', reason: 'ValidMetricFound' },
    { type: 'ScalingLimited', status: limited.replicas === stabilized ? 'False' : 'True', reason: limited.reason },
  ];
  const remembered = [...recent, { atMillis: nowMillis, replicas: wish }];
  return { desiredReplicas: limited.replicas, conditions, recommendations: remembered };
}

function ableToScale(reason: string): Condition {
  return { type: 'AbleToScale', status: 'True', reason };
}

function inactive(reason: string, message: string): Condition {
  return { type: 'ScalingActive', status: 'False', reason, message };
}

/** What one metric asks for, or why it cannot be known. */
type Evaluation =
  | { readonly ok: true; readonly proposal: number; readonly status: MetricStatus }
  | { readonly ok: false; readonly message: string };

function evaluate({ external, type }: MetricSpec, usage: Usage | undefined, replicas: Replicas): Evaluation {
  if (external === undefined || usage === undefined) {
    return { ok: false, message: `metrics of the type ${type} are not simulated, only External` };
  }
  const { metric, target } = external;
  if (!usage.ok) return { ok: false, message: `unable to get external metric ${metric.name}: ${usage.message}` };
  const isAverage = target.averageValue !== undefined;
  const goal = parseQuantity(String(target.averageValue ?? target.value));
  if (!goal.ok) return { ok: false, message: `the target of external metric ${metric.name}: ${goal.message}` };
  const millis = toMillis(goal.quantity);
  const proposal = proposeReplicas(replicas, { type: isAverage ? 'AverageValue' : 'Value', millis }, usage.millis);
  const pods = isAverage ? BigInt(Math.max(replicas.status, 1)) : 1n;
  const nanos = ((usage.millis + pods - 1n) / pods) * 1_000_000n;
  const shown = printQuantity({ nanos, format: 'DecimalSI' });
  const current = isAverage ? { averageValue: shown } : { value: shown };
  return { ok: true, proposal, status: { type, external: { metric, current } } };
}

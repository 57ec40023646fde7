/** How good what is known of a metric is: in use, not there yet, in use although something is wrong, or not usable. */
export type Tone = 'good' | 'waiting' | 'warning' | 'bad';

/** Why a metric is as it is. */
export interface MetricCondition {
  readonly tone: Tone;
  /** The CamelCase reason of the DatadogMetric's conditions, or of the HorizontalPodAutoscaler's. */
  readonly reason: string;
  /** In plain words. */
  readonly text: string;
}

/** A Deployment as the cluster has it now. */
export interface WorkloadState {
  readonly name: string;
  /** Undefined until the cluster says. */
  readonly replicas: number | undefined;
  readonly maxReplicas: number;
  /** What it scales by, as people know it: the name of its DatadogMetric, or the metric named in the HPA. */
  readonly metric: string;
  readonly value: number | undefined;
  /** Whether the value is valid and the last attempt to get it worked. */
  readonly hasGoodValue: boolean;
  readonly targetPerReplica: number;
  /** Unix seconds of the data point behind the value. */
  readonly dataTimeSeconds: number | undefined;
  readonly condition: MetricCondition;
}

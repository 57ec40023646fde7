/** What a Deployment of the demo scales by. */
export type WorkloadMetric =
  | {
      readonly kind: 'datadogMetric';
      readonly name: string;
      readonly query: string;
    }
  | {
      /** A metric of Datadog, named in the HorizontalPodAutoscaler itself. */
      readonly kind: 'plainName';
      readonly name: string;
      readonly labels?: Readonly<Record<string, string>>;
    };

/** One Deployment with its HorizontalPodAutoscaler of the same name. */
export interface Workload {
  readonly name: string;
  readonly metric: WorkloadMetric;
  /** What one replica is meant to carry. */
  readonly targetPerReplica: number;
  readonly maxReplicas: number;
}

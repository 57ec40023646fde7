import type { Condition, LabelSelector } from './core-objects.js';
import type { KubeObject } from './resource.js';

/** autoscaling/v2 HorizontalPodAutoscaler, as far as Dogwatch reads it. */
export interface HorizontalPodAutoscaler extends KubeObject {
  readonly spec?: {
    readonly scaleTargetRef?: ScaleTarget;
    readonly minReplicas?: number;
    readonly maxReplicas?: number;
    readonly metrics?: readonly MetricSpec[];
    readonly behavior?: Readonly<Record<string, unknown>>;
  };
  readonly status?: {
    readonly currentReplicas?: number;
    readonly desiredReplicas?: number;
    readonly lastScaleTime?: string;
    readonly observedGeneration?: number;
    readonly currentMetrics?: readonly MetricStatus[] | null;
    readonly conditions?: readonly Condition[];
  };
}

/** What an autoscaler scales. */
export interface ScaleTarget {
  readonly apiVersion?: string;
  readonly kind: string;
  readonly name: string;
}

/** Names an external metric. */
export interface MetricIdentifier {
  readonly name: string;
  readonly selector?: LabelSelector;
}

/** One metric an HPA scales by; only the External kind has a part here. */
export interface MetricSpec {
  readonly type: string;
  readonly external?: {
    readonly metric: MetricIdentifier;
    readonly target: { readonly type: string; readonly value?: string; readonly averageValue?: string };
  };
}

/** What the HPA controller last saw of a metric. */
export interface MetricStatus {
  readonly type: string;
  readonly external?: {
    readonly metric: MetricIdentifier;
    readonly current: { readonly value?: string; readonly averageValue?: string };
  };
}

/** datadoghq.com/v1alpha1 WatermarkPodAutoscaler, as far as Dogwatch reads it. */
export interface WatermarkPodAutoscaler extends KubeObject {
  readonly spec?: {
    readonly scaleTargetRef?: ScaleTarget;
    readonly minReplicas?: number;
    readonly maxReplicas?: number;
    readonly metrics?: readonly {
      readonly type: string;
      readonly external?: {
        readonly metricName: string;
        readonly metricSelector?: LabelSelector;
        readonly highWatermark?: number | string;
        readonly lowWatermark?: number | string;
      };
    }[];
  };
}

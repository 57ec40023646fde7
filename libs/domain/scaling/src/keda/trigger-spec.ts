/** A trigger as it is written, with the authentication parameters resolved. */
export interface TriggerInput {
  readonly metadata: Readonly<Record<string, string>>;
  readonly authParams: Readonly<Record<string, string>>;
  /** Place among the triggers of its ScaledObject, from 0. */
  readonly triggerIndex?: number | undefined;
  /** `metricType` of the trigger; `AverageValue` when absent. */
  readonly metricType?: string | undefined;
  /** Whether a formula of scalingModifiers uses it; it then needs no target. */
  readonly asMetricSource?: boolean | undefined;
}

interface SpecBase {
  /** Name of the metric in the HorizontalPodAutoscaler. */
  readonly metricName: string;
  readonly target: number;
  readonly targetType: string;
  /** Active while the value is greater. */
  readonly activation: number;
  /** Stands in while there is no data; undefined when that is an error. */
  readonly filler: number | undefined;
  /** Longest wait, milliseconds; 0 for KEDA's own default of 3 s. */
  readonly timeoutMillis: number;
}

/** A trigger that asks `/api/v1/query`. Holds keys: never log it. */
export interface QueryTrigger extends SpecBase {
  readonly mode: 'query';
  readonly query: string;
  /** `average`; anything else but empty is the maximum. */
  readonly aggregator: string;
  readonly ageSeconds: number;
  readonly windowOffsetSeconds: number;
  /** How many points before the last one that has a value. */
  readonly pointOffset: number;
  readonly site: string;
  readonly apiKey: string;
  readonly appKey: string;
}

/** A trigger that asks external.metrics.k8s.io. Holds a token: never log it. */
export interface DatadogMetricTrigger extends SpecBase {
  readonly mode: 'datadogmetric';
  /** Namespace of the DatadogMetric. */
  readonly metricNamespace: string;
  readonly serviceName: string;
  readonly serviceNamespace: string;
  readonly servicePort: number;
  readonly skipsVerification: boolean;
  /** Undefined when no token is sent. */
  readonly token: string | undefined;
}

/** A trigger of KEDA's own scaler, ready to be asked for. */
export type TriggerSpec = DatadogMetricTrigger | QueryTrigger;

/** How several values of one moment become one. */
export type Aggregator = 'avg' | 'max' | 'min' | 'sum';

/** The settings that decide what is asked and what is served. Functions take the part they need. */
export interface ScalingOptions {
  /** Time between two queries of a metric. */
  readonly refreshPeriodSeconds: number;
  /** How old a data point may be, unless the DatadogMetric says otherwise. */
  readonly maxAgeSeconds: number;
  /** How much older a value may be while it is served than while it is read. */
  readonly queryValidityPeriodSeconds: number;
  /** The longest query window. */
  readonly maxTimeWindowSeconds: number;
  /** The shortest query window; widening lets more metrics share a request. */
  readonly bucketSizeSeconds: number;
  /** Rollup of the queries made from plain metric names. */
  readonly rollupSeconds: number;
  /** Aggregator of the queries made from plain metric names. */
  readonly aggregator: Aggregator;
  /** Most queries in one request. */
  readonly chunkSize: number;
  /** Most characters of the URL-encoded queries of one request, each counted with 16 more. */
  readonly maxEncodedLength: number;
  /** Whether a failing metric is asked for alone and ever more rarely. */
  readonly splitBatchesWithBackoff: boolean;
}

/** The defaults, the same as the Datadog Cluster Agent's. */
export const defaultScalingOptions: ScalingOptions = {
  refreshPeriodSeconds: 30,
  maxAgeSeconds: 120,
  queryValidityPeriodSeconds: 30,
  maxTimeWindowSeconds: 86_400,
  bucketSizeSeconds: 300,
  rollupSeconds: 30,
  aggregator: 'avg',
  chunkSize: 35,
  maxEncodedLength: 7000,
  splitBatchesWithBackoff: false,
};

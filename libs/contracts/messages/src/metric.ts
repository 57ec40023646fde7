import { z } from 'zod';
import { defineSubject } from './subject.js';

/** What the leader knows of one DatadogMetric, as it travels to those who serve it. */
export const metricValue = z.object({
  /** Namespace of the DatadogMetric. */
  namespace: z.string(),
  /** Name of the DatadogMetric. */
  name: z.string(),
  /** Whether something refers to it or its always-active annotation is set; only active metrics are queried. */
  active: z.boolean(),
  /** Whether the last answer gave a usable, fresh value. */
  valid: z.boolean(),
  /** The last usable value; kept while invalid; null before the first. */
  value: z.number().nullable(),
  /** Time of the data point, Unix seconds; null before the first. */
  dataTimeSeconds: z.number().int().nullable(),
  /** Effective maximum age of the data point, seconds. */
  maxAgeSeconds: z.number().int(),
  /** Time of the last attempt, Unix milliseconds; 0 before the first. */
  updatedAtMillis: z.number().int(),
  /** Why it is not valid, CamelCase; empty while valid. */
  reason: z.string(),
  /** `reason` in words; empty while valid. */
  message: z.string(),
});
export type MetricValue = z.infer<typeof metricValue>;

/**
 * Event, metrics-poller to whoever serves values. `sequence` counts by one within an `epoch` (one leadership), so a receiver
 * that sees a gap or a new epoch asks for a snapshot. Sent without values at least once a refresh period as a sign of life.
 */
export const metricValuesUpdated = z.object({
  epoch: z.string(),
  sequence: z.number().int(),
  sentAtMillis: z.number().int(),
  values: z.array(metricValue),
  /** `namespace/name` of metrics that are gone. */
  removed: z.array(z.string()),
});
export type MetricValuesUpdated = z.infer<typeof metricValuesUpdated>;

/** Request to the leading metrics-poller for all values, page by page: `cursor` is the `next` of the page before. */
export const metricSnapshotRequest = z.object({ cursor: z.string().optional() });
export type MetricSnapshotRequest = z.infer<typeof metricSnapshotRequest>;

/** One page of a snapshot. Values that change between pages arrive as events with a higher `sequence`. */
export const metricSnapshot = z.object({
  epoch: z.string(),
  sequence: z.number().int(),
  values: z.array(metricValue),
  next: z.string().optional(),
});
export type MetricSnapshot = z.infer<typeof metricSnapshot>;

/** Subject of `metricValuesUpdated`. */
export const metricValuesUpdatedSubject = defineSubject('v1.metric.value.updated');
/** Subject of `metricSnapshotRequest`, answered with `metricSnapshot`. */
export const metricSnapshotSubject = defineSubject('v1.metric.snapshot.get');

import { z } from 'zod';
import { defineCrd } from './define-crd.js';
import type { ObjectMeta } from './object-meta.js';

const spec = z
  .object({
    query: z
      .string()
      .describe('The Datadog query. May hold the templates %%env_NAME%% and %%tag_kube_cluster_name%%.')
      .optional(),
    externalMetricName: z
      .string()
      .describe('Set by Dogwatch on the objects it generates for HPAs that name a plain metric: that metric name.')
      .optional(),
    maxAge: z
      .string()
      .describe('How old the newest data point may be, as a Go duration (90s, 5m). 0s or absent: the global setting.')
      .optional(),
    timeWindow: z
      .string()
      .describe('How far back the query reaches, as a Go duration. 0s or absent: maxAge.')
      .optional(),
  })
  .describe('What to ask Datadog.');

const condition = z.object({
  type: z.string().describe('Active, Valid, Updated or Error.'),
  status: z.enum(['True', 'False', 'Unknown']),
  lastTransitionTime: z.string().meta({ format: 'date-time' }).nullable().optional(),
  lastUpdateTime: z.string().meta({ format: 'date-time' }).nullable().optional(),
  reason: z.string().optional(),
  message: z.string().optional(),
});

const status = z
  .object({
    currentValue: z.string().describe('The last usable value, in plain decimal notation.'),
    autoscalerReferences: z
      .string()
      .describe(
        'Who scales by this metric: hpa:NAMESPACE/NAME and wpa:NAMESPACE/NAME, sorted, joined by a comma and a blank.',
      )
      .optional(),
    conditions: z
      .array(condition)
      .meta({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['type'] })
      .optional(),
  })
  .describe('Written by metrics-poller.');

const conditionStatus = (type: string): string => `.status.conditions[?(@.type=='${type}')].status`;

/** DatadogMetric, `datadoghq.com/v1alpha1`: a Datadog query whose value autoscalers can read. */
export const datadogMetricCrd = defineCrd({
  group: 'datadoghq.com',
  version: 'v1alpha1',
  kind: 'DatadogMetric',
  plural: 'datadogmetrics',
  singular: 'datadogmetric',
  description: 'A Datadog query whose value autoscalers read through external.metrics.k8s.io.',
  spec,
  status,
  columns: [
    { name: 'active', type: 'string', jsonPath: conditionStatus('Active') },
    { name: 'valid', type: 'string', jsonPath: conditionStatus('Valid') },
    { name: 'value', type: 'string', jsonPath: '.status.currentValue' },
    { name: 'references', type: 'string', jsonPath: '.status.autoscalerReferences' },
    { name: 'update time', type: 'date', jsonPath: ".status.conditions[?(@.type=='Updated')].lastUpdateTime" },
  ],
});

/** `spec` of a DatadogMetric. */
export type DatadogMetricSpec = z.infer<typeof spec>;
/** One entry of `status.conditions`. */
export type DatadogMetricCondition = z.infer<typeof condition>;
/** `status` of a DatadogMetric. */
export type DatadogMetricStatus = z.infer<typeof status>;
/** A DatadogMetric as the API server holds it. */
export interface DatadogMetric {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: ObjectMeta;
  readonly spec?: DatadogMetricSpec;
  readonly status?: DatadogMetricStatus;
}

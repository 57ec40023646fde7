export { crds } from './registry.js';
export { datadogMetricCrd } from './datadog-metric.js';
export type {
  DatadogMetric,
  DatadogMetricCondition,
  DatadogMetricSpec,
  DatadogMetricStatus,
} from './datadog-metric.js';
export { defineCrd, intOrString, preserveUnknownFields, toManifest, toStructuralSchema } from './define-crd.js';
export type { CrdDefinition, JsonSchema, PrinterColumn } from './define-crd.js';
export type { ObjectMeta } from './object-meta.js';

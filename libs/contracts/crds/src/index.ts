export { crds } from './registry.js';
export type { ResourceCondition } from './condition.js';
export { datadogDashboardCrd } from './datadog-dashboard.js';
export type { DatadogDashboard, DatadogDashboardSpec, DatadogDashboardStatus } from './datadog-dashboard.js';
export { datadogGenericResourceCrd, genericResourceTypes } from './datadog-generic-resource.js';
export type {
  DatadogGenericResource,
  DatadogGenericResourceSpec,
  DatadogGenericResourceStatus,
  GenericResourceType,
} from './datadog-generic-resource.js';
export { datadogMetricCrd } from './datadog-metric.js';
export type {
  DatadogMetric,
  DatadogMetricCondition,
  DatadogMetricSpec,
  DatadogMetricStatus,
} from './datadog-metric.js';
export { datadogMonitorCrd, monitorTypes } from './datadog-monitor.js';
export type {
  DatadogMonitor,
  DatadogMonitorOptions,
  DatadogMonitorSpec,
  DatadogMonitorStatus,
  MonitorType,
} from './datadog-monitor.js';
export { datadogSloCrd } from './datadog-slo.js';
export type { DatadogSlo, DatadogSloSpec, DatadogSloStatus } from './datadog-slo.js';
export { defineCrd, intOrString, preserveUnknownFields, toManifest, toStructuralSchema } from './define-crd.js';
export type { CrdDefinition, JsonSchema, PrinterColumn } from './define-crd.js';
export type { ObjectMeta } from './object-meta.js';

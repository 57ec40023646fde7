import { datadogDashboardCrd } from './datadog-dashboard.js';
import { datadogGenericResourceCrd } from './datadog-generic-resource.js';
import { datadogMetricCrd } from './datadog-metric.js';
import { datadogMonitorCrd } from './datadog-monitor.js';
import { datadogSloCrd } from './datadog-slo.js';
import type { CrdDefinition } from './define-crd.js';

/** Every custom resource of Dogwatch, by kind. */
export const crds: readonly CrdDefinition[] = [
  datadogDashboardCrd,
  datadogGenericResourceCrd,
  datadogMetricCrd,
  datadogMonitorCrd,
  datadogSloCrd,
];

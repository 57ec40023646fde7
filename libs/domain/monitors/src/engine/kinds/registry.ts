import { datadogDashboardKind } from './datadog-dashboard.js';
import { datadogGenericResourceKind } from './datadog-generic-resource.js';
import { datadogMonitorKind } from './datadog-monitor.js';
import { datadogSloKind } from './datadog-slo.js';
import type { SyncKind } from './sync-kind.js';

/** The name of a kind's file. */
export type SyncKindName = 'datadog-dashboard' | 'datadog-generic-resource' | 'datadog-monitor' | 'datadog-slo';

/** All kinds of resources that are kept in Datadog, by the name of their file. */
export const syncKinds: Readonly<Record<SyncKindName, SyncKind>> = {
  'datadog-dashboard': datadogDashboardKind,
  'datadog-generic-resource': datadogGenericResourceKind,
  'datadog-monitor': datadogMonitorKind,
  'datadog-slo': datadogSloKind,
};

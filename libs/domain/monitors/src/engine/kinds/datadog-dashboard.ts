import { type DatadogDashboard, datadogDashboardCrd, type DatadogDashboardStatus } from '@dogwatch/crds';
import { toDashboardBody } from '../../dashboard/to-api.js';
import { dashboardApi } from '../apis/dashboard.js';
import { withObjectId } from './object-status.js';
import { renderSpec } from './render-spec.js';
import type { SyncKind } from './sync-kind.js';

/** DatadogDashboard: a dashboard. */
export const datadogDashboardKind: SyncKind<DatadogDashboard, DatadogDashboardStatus> = {
  crd: datadogDashboardCrd,
  noun: 'dashboard',
  finalizer: 'finalizer.datadoghq.com/dashboard',
  statusFields: { sync: 'syncStatus', written: 'lastForceSyncTime' },
  api: () => dashboardApi,
  render: ({ spec }) => renderSpec(spec, toDashboardBody),
  isRequiredTagDisabled: () => false,
  references: () => [],
  idOf: ({ id }) => id,
  isPrimary: ({ id }) => id !== undefined,
  withObject: withObjectId,
  withReading: (status) => ({ ...status, syncStatus: 'OK' }),
};

import type { GenericResourceType } from '@dogwatch/crds';
import { dashboardApi } from './dashboard.js';
import { downtimeApi } from './downtime.js';
import { monitorNotificationRuleApi } from './monitor-notification-rule.js';
import { monitorApi } from './monitor.js';
import { notebookApi } from './notebook.js';
import type { ObjectApi } from './object-api.js';
import { sloApi } from './slo.js';
import { syntheticsTestApi } from './synthetics-test.js';

/** The API of each type of object, by the type. */
export const objectApis: Readonly<Record<GenericResourceType, ObjectApi>> = {
  dashboard: dashboardApi,
  downtime: downtimeApi,
  monitor: monitorApi,
  monitor_notification_rule: monitorNotificationRuleApi,
  notebook: notebookApi,
  slo: sloApi,
  synthetics_api_test: syntheticsTestApi('api'),
  synthetics_browser_test: syntheticsTestApi('browser'),
};

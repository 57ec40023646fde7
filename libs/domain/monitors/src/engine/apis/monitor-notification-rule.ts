import type { ObjectApi } from './object-api.js';
import { unmarkedV2Api } from './unmarked.js';

/** Notification rules of monitors. */
export const monitorNotificationRuleApi: ObjectApi = {
  ...unmarkedV2Api('/api/v2/monitor/notification_rule'),
  type: 'monitor_notification_rule',
};

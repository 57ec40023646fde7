import type { Route } from '../http/route.js';
import { dataKind, requireAttributes, toDataAnswer, toDataFields } from '../objects/data-api.js';
import { toUuid } from '../objects/object-ids.js';
import { listRoute, objectRoutes, removeQuietly } from '../objects/object-routes.js';

const collection = '/api/v2/monitor/notification_rule';

/** Rules that tell whom the monitors of a scope notify. */
export const notificationRuleKind = dataKind('monitor-notification-rule', toUuid, () => ({}));

/** The API of monitor notification rules. */
export const notificationRulesRoutes: readonly Route[] = [
  ...objectRoutes({
    collection,
    limitName: 'monitor_notification_rule',
    updateMethod: 'PATCH',
    storeOf: ({ objects }) => objects.notificationRules,
    check: requireAttributes('name'),
    toFields: toDataFields,
    toAnswer: toDataAnswer,
    toNotFound: () => 'Notification rule not found',
    remove: (rule, { objects }) => removeQuietly(objects.notificationRules, rule),
  }),
  listRoute(collection, 'monitor_notification_rule_list', (_, { objects }) => ({
    data: objects.notificationRules.list(),
  })),
];

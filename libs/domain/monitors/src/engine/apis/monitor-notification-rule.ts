import type { ObjectApi } from './object-api.js';
import { parseData, toId } from './parse-answer.js';
import { restCalls } from './rest-calls.js';
import { diffUnmarked, markNothing, ownersNowhere } from './unmarked.js';

const rest = restCalls('/api/v2/monitor/notification_rule', 'PATCH');

/** Notification rules of monitors. */
export const monitorNotificationRuleApi: ObjectApi = {
  ...rest,
  type: 'monitor_notification_rule',
  // an update names the object in its body as well
  update: (id, body) => rest.update(id, { ...body, data: { ...parseData(body), id } }),
  parse: parseData,
  idOf: (object) => toId(object),
  mark: markNothing,
  ownersOf: ownersNowhere,
  // what the server adds cannot be told from what the body had
  hidesChanges: () => true,
  diff: diffUnmarked,
};

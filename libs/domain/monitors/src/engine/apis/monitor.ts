import { withTag, toMonitorUpdate } from '../../monitor/to-api.js';
import { diffMonitor } from '../../monitor/diff-monitor.js';
import { requiredTag } from '../../required-tags.js';
import type { ObjectApi } from './object-api.js';
import { ownersInTags } from './owner-mark.js';
import { parseObjects, parsePlain, toId } from './parse-answer.js';
import { listCall, restCalls } from './rest-calls.js';

const collection = '/api/v1/monitor';
// the states that make a group worth telling; without them an answer holds no groups
const details = { group_states: 'alert,warn,no data', with_downtimes: 'true' };
const pageSize = 100;
const rest = restCalls(collection, 'PUT', '?group_states=alert%2Cwarn%2Cno%20data&with_downtimes=true');

/** Monitors. A list tells definition and state in one. */
export const monitorApi: ObjectApi = {
  ...rest,
  type: 'monitor',
  list: {
    pageSize,
    page: (index) =>
      listCall(collection, {
        monitor_tags: requiredTag,
        ...details,
        page: String(index),
        page_size: String(pageSize),
      }),
    owned: (ownerTag) => listCall(collection, { monitor_tags: ownerTag }),
    parse: parseObjects,
  },
  update: (id, body) => rest.update(id, toMonitorUpdate(body)),
  parse: parsePlain,
  idOf: (object) => toId(object),
  mark: (body, ownerTag, isRequiredTagDisabled) =>
    withTag(isRequiredTagDisabled ? body : withTag(body, requiredTag), ownerTag),
  ownersOf: ownersInTags,
  diff: diffMonitor,
  // lists do not tell them
  hidesChanges: ({ assets }) => assets !== undefined,
};

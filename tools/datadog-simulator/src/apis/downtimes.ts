import type { Route } from '../http/route.js';
import { type JsonObject, toJsonObject } from '../json-object.js';
import { statusOfDowntime } from '../monitors/matching-downtimes.js';
import { dataKind, requireAttributes, toDataFields } from '../objects/data-api.js';
import { toUuid } from '../objects/object-ids.js';
import { listRoute, objectRoutes, toCount } from '../objects/object-routes.js';
import type { StoredObject } from '../objects/object-store.js';

const collection = '/api/v2/downtime';

/** Downtimes. One that is cancelled stays and can be read. */
export const downtimeKind = dataKind('downtime', toUuid, (nowMillis, { schedule }) => ({
  message: null,
  display_timezone: 'UTC',
  mute_first_recovery_notification: false,
  notify_end_states: ['alert', 'no data', 'warn'],
  notify_end_types: ['expired'],
  canceled: null,
  ...(toJsonObject(schedule)['recurrences'] === undefined && {
    schedule: { start: new Date(nowMillis).toISOString(), end: null },
  }),
}));

/** The Downtimes API. */
export const downtimesRoutes: readonly Route[] = [
  ...objectRoutes({
    collection,
    limitName: 'downtime',
    updateMethod: 'PATCH',
    storeOf: ({ objects }) => objects.downtimes,
    check: requireAttributes('scope', 'monitor_identifier'),
    toFields: toDataFields,
    toAnswer: (downtime, _, { now }) => ({ data: toDowntime(downtime, now()) }),
    toNotFound: () => 'Downtime not found',
    remove: ({ id }, { now, objects }) => {
      objects.downtimes.edit(id, { attributes: { canceled: new Date(now()).toISOString() } });
      return { status: 204, body: undefined };
    },
  }),
  listRoute(collection, 'downtime_list', (parameters, { now, objects }) => {
    const downtimes = objects.downtimes.list();
    const offset = toCount(parameters, 'page[offset]', 0);
    const page = downtimes.slice(offset, offset + toCount(parameters, 'page[limit]', 30));
    return {
      data: page.map((downtime) => toDowntime(downtime, now())),
      meta: { page: { total_filtered_count: downtimes.length } },
    };
  }),
];

function toDowntime({ attributes, ...downtime }: StoredObject, nowMillis: number): JsonObject {
  const told = toJsonObject(attributes);
  return { ...downtime, attributes: { ...told, status: statusOfDowntime(told, nowMillis) } };
}

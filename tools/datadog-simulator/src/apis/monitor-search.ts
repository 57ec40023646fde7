import { errorAnswer, type ApiRequest, type ApiState, type Route } from '../http/route.js';
import type { Answer } from '../http/send.js';
import { type JsonObject, toJsonObject, toTexts } from '../json-object.js';
import {
  countValues,
  isFound,
  metricsOf,
  type SearchItem,
  statusOf,
  toGroupItems,
  toItems,
  toSearchType,
} from '../monitors/search-monitors.js';
import { parseSearchQuery } from '../monitors/search-query.js';
import { ok, toCount } from '../objects/object-routes.js';

/** Searches among monitors and among their groups. */
export const monitorSearchRoutes: readonly Route[] = [
  route('search', 'search', (items) => items, 'monitors', toMonitor),
  route('groups/search', 'group_search', toGroupItems, 'groups', toGroup),
];

function route(
  path: string,
  action: string,
  toSearched: (items: readonly SearchItem[]) => readonly SearchItem[],
  ...[member, toAnswer]: readonly [member: string, toAnswer: (item: SearchItem) => JsonObject]
): Route {
  const handle = ({ parameters }: ApiRequest, { monitors, now, objects }: ApiState): Answer => {
    const query = parseSearchQuery(parameters.get('query') ?? '');
    if (!query.ok) {
      return errorAnswer(400, query.message);
    }
    const items = toSearched(toItems(monitors.list(), objects.downtimes.list(), now()));
    const found = items.filter((item) => isFound(item, query.value));
    const size = Math.max(1, toCount(parameters, 'per_page', 30));
    const page = toCount(parameters, 'page', 0);
    return ok({
      counts: toCounts(found),
      [member]: found.slice(page * size, (page + 1) * size).map(toAnswer),
      metadata: { total_count: found.length, page_count: Math.ceil(found.length / size), page, per_page: size },
    });
  };
  return { method: 'GET', path: `/api/v1/monitor/${path}`, keys: 'both', limitName: `monitor_${action}`, handle };
}

function toCounts(items: readonly SearchItem[]): JsonObject {
  return {
    status: countValues(items.map(statusOf)),
    muted: countValues(items.map(({ isMuted }) => isMuted)),
    tag: countValues(items.flatMap(({ monitor }) => toTexts(monitor['tags']))),
    type: countValues(items.map(({ monitor }) => toSearchType(monitor))),
  };
}

function toMonitor({ monitor }: SearchItem): JsonObject {
  const { id, groups, name, org_id, overall_state, overall_state_modified, priority, query, tags, type } = monitor;
  const { handle, name: person } = toJsonObject(monitor['creator']);
  const triggered = Object.values(groups).map((group) => group.last_triggered_ts);
  return {
    classification: toSearchType(monitor),
    creator: { handle, name: person },
    id,
    last_triggered_ts: Math.max(0, ...triggered) || null,
    metrics: metricsOf(monitor),
    name,
    notifications: toNotifications(monitor['message']),
    org_id,
    overall_state_modified,
    priority,
    query,
    scopes: Object.keys(groups),
    status: overall_state,
    tags,
    type,
  };
}

/** Whom a message names with `@`. */
function toNotifications(message: unknown): readonly JsonObject[] {
  const handles = String(message).match(/(?<=(?:^|\s)@)[\w.+@/-]+/g) ?? [];
  return handles.map((handle) => ({ handle, name: handle }));
}

function toGroup({ monitor, group, isMuted }: SearchItem): JsonObject {
  const tags = toTexts(monitor['tags']);
  return {
    monitor_id: monitor.id,
    monitor_name: monitor['name'],
    group: group?.name,
    group_tags: group?.name.split(','),
    status: group?.status,
    last_triggered_ts: group?.last_triggered_ts,
    last_nodata_ts: group?.last_nodata_ts,
    all_tags: tags,
    env_tags: valuesOf(tags, 'env:'),
    team_tags: valuesOf(tags, 'team:'),
    priority: monitor['priority'],
    muted: isMuted,
    muted_remaining: null,
    muted_until_ts: null,
    downtimes: [],
  };
}

function valuesOf(tags: readonly string[], prefix: string): readonly string[] {
  return tags.filter((tag) => tag.startsWith(prefix)).map((tag) => tag.slice(prefix.length));
}

import type { Route } from '../http/route.js';
import { isJsonObject, type JsonObject, omit, toJsonObject, toTexts } from '../json-object.js';
import { owner } from '../monitors/monitor-store.js';
import { toTripleId } from '../objects/object-ids.js';
import { listRoute, objectRoutes, ok, toCount } from '../objects/object-routes.js';
import type { ObjectKind, StoredObject } from '../objects/object-store.js';

const collection = '/api/v1/dashboard';

/** Dashboards. */
export const dashboardKind: ObjectKind = {
  toId: toTripleId,
  toDefaults: (nowMillis) => ({
    description: null,
    notify_list: [],
    template_variables: [],
    tags: [],
    is_read_only: false,
    restricted_roles: [],
    author_handle: owner.creator.handle,
    author_name: owner.creator.name,
    created_at: new Date(nowMillis).toISOString(),
  }),
  toTouched: (nowMillis) => ({ modified_at: new Date(nowMillis).toISOString() }),
  kept: ['author_handle', 'author_name', 'created_at', 'id'],
};

/** The Dashboards API. */
export const dashboardsRoutes: readonly Route[] = [
  ...objectRoutes({
    collection,
    limitName: 'dashboard',
    updateMethod: 'PUT',
    storeOf: ({ objects }) => objects.dashboards,
    check: checkDashboard,
    toFields: (body) => ({ ...omit(body, 'id'), widgets: withIds(body['widgets']) }),
    toAnswer: (dashboard) => ({ ...dashboard, url: toPath(dashboard) }),
    toNotFound: (id) => `Dashboard with ID ${id} not found`,
    remove: ({ id }, { objects }) => {
      objects.dashboards.remove(id);
      return ok({ deleted_dashboard_id: id });
    },
  }),
  listRoute(collection, 'dashboard_list', (parameters, { objects }) => {
    const start = toCount(parameters, 'start', 0);
    const listed = objects.dashboards.list().slice(start, start + toCount(parameters, 'count', Infinity));
    return { dashboards: listed.map(toSummary) };
  }),
];

function checkDashboard({ layout_type: layout, tags, title, widgets }: JsonObject): string | undefined {
  if (typeof title !== 'string' || title === '') {
    return "Invalid payload: 'title' is a required property";
  }
  if (layout !== 'ordered' && layout !== 'free') {
    return "Invalid payload: 'layout_type' must be 'ordered' or 'free'";
  }
  if (!Array.isArray(widgets) || !widgets.every((widget) => isJsonObject(toJsonObject(widget)['definition']))) {
    return "Invalid payload: 'widgets' must be a list of widgets with a definition";
  }
  return toTexts(tags).every((tag) => tag.startsWith('team:'))
    ? undefined
    : "Invalid payload: 'tags' of a dashboard must begin with team:";
}

/** A list tells no widgets and no variables. */
function toSummary(dashboard: StoredObject): JsonObject {
  const names = [
    'author_handle',
    'created_at',
    'description',
    'id',
    'is_read_only',
    'layout_type',
    'modified_at',
    'title',
  ];
  return { ...Object.fromEntries(names.map((name) => [name, dashboard[name]])), url: toPath(dashboard) };
}

function toPath({ id, title }: StoredObject): string {
  const words =
    String(title)
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  return `/dashboard/${id}/${words.join('-')}`;
}

/** Datadog numbers widgets, those in groups too. */
function withIds(widgets: unknown, numbers: { next: number } = { next: 1 }): readonly JsonObject[] {
  return (Array.isArray(widgets) ? widgets : []).map((widget: unknown) => {
    const { definition, ...rest } = toJsonObject(widget);
    const own = numbers.next;
    numbers.next += 1;
    const { widgets: inner } = toJsonObject(definition);
    const whole = inner === undefined ? definition : { ...toJsonObject(definition), widgets: withIds(inner, numbers) };
    return { id: own, ...rest, definition: whole };
  });
}

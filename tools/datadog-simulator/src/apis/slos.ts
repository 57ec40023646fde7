import type { Route } from '../http/route.js';
import { isJsonObject, type JsonObject, omit, toJsonObject, toTexts } from '../json-object.js';
import { owner } from '../monitors/monitor-store.js';
import { toHex } from '../objects/object-ids.js';
import { listRoute, objectRoutes, ok, toCount } from '../objects/object-routes.js';
import type { ObjectKind, StoredObject } from '../objects/object-store.js';

const collection = '/api/v1/slo';
const typeIds: Readonly<Record<string, number | undefined>> = { monitor: 0, metric: 1, time_slice: 2 };

/** Service level objectives. `overall_status` is what only a search shows; it has no data until a test sets it. */
export const sloKind: ObjectKind = {
  toId: (count) => toHex(count, 32),
  toDefaults: (nowMillis, fields) => ({
    description: null,
    tags: [],
    monitor_tags: [],
    type_id: typeIds[String(fields['type'])],
    creator: owner.creator,
    created_at: Math.floor(nowMillis / 1000),
    ...toMainThreshold(fields),
    overall_status: toThresholds(fields).map(({ target, timeframe }) => ({
      state: 'no_data',
      status: null,
      error_budget_remaining: null,
      target,
      timeframe,
    })),
  }),
  toTouched: (nowMillis) => ({ modified_at: Math.floor(nowMillis / 1000) }),
  kept: ['created_at', 'creator', 'id', 'overall_status'],
};

/** The SLO API. */
export const slosRoutes: readonly Route[] = [
  ...objectRoutes({
    collection,
    limitName: 'slo',
    updateMethod: 'PUT',
    storeOf: ({ objects }) => objects.slos,
    check: checkSlo,
    toFields: (body) => omit(body, 'id'),
    toAnswer: (slo, method) => ({ data: method === 'GET' ? toSlo(slo) : [toSlo(slo)], error: null }),
    toNotFound: (id) => `SLO not found: ${id} not found`,
    remove: ({ id }, { objects }) => {
      objects.slos.remove(id);
      return ok({ data: [id], error: null });
    },
  }),
  listRoute(collection, 'slo_list', (parameters, { objects }) => {
    const slos = objects.slos.list();
    const found = slos.filter((slo) => isListed(slo, parameters));
    const offset = toCount(parameters, 'offset', 0);
    const page = found.slice(offset, offset + toCount(parameters, 'limit', 1000));
    const counts = { total_count: slos.length, total_filtered_count: found.length };
    return { data: page.map(toSlo), error: null, metadata: { page: counts } };
  }),
  listRoute(`${collection}/search`, 'slo_search', (parameters, { objects }) => search(objects.slos.list(), parameters)),
];

function checkSlo(body: JsonObject): string | undefined {
  if (typeof body['name'] !== 'string' || body['name'] === '') {
    return 'Invalid payload: name is required';
  }
  if (typeIds[String(body['type'])] === undefined) {
    return "Invalid payload: type must be 'metric', 'monitor' or 'time_slice'";
  }
  const thresholds = toThresholds(body);
  return thresholds.length === 0 || thresholds.some(({ target }) => typeof target !== 'number')
    ? 'Invalid payload: thresholds must be a list with a target each'
    : undefined;
}

function toThresholds({ thresholds }: JsonObject): readonly JsonObject[] {
  return Array.isArray(thresholds) ? thresholds.filter(isJsonObject) : [];
}

function toMainThreshold(fields: JsonObject): JsonObject {
  const [{ target, timeframe, warning } = {}] = toThresholds(fields);
  return { target_threshold: target, timeframe, ...(warning !== undefined && { warning_threshold: warning }) };
}

function toSlo(slo: StoredObject): JsonObject {
  const thresholds = toThresholds(slo).map((threshold) => ({ ...toDisplays(threshold), ...threshold }));
  return { ...omit(slo, 'overall_status'), thresholds };
}

function toDisplays({ target, warning }: JsonObject): JsonObject {
  return {
    ...(typeof target === 'number' && { target_display: String(target) }),
    ...(typeof warning === 'number' && { warning_display: String(warning) }),
  };
}

function isListed(slo: StoredObject, parameters: URLSearchParams): boolean {
  const [ids, name, tag, metric] = ['ids', 'query', 'tags_query', 'metrics_query'].map(
    (parameter) => parameters.get(parameter) ?? '',
  );
  return (
    (!ids || ids.split(',').includes(slo.id)) &&
    (!name || hasText(slo['name'], name)) &&
    (!tag || toTexts(slo['tags']).includes(tag)) &&
    (!metric || JSON.stringify(slo['query'] ?? '').includes(metric))
  );
}

function hasText(value: unknown, text: string): boolean {
  return typeof value === 'string' && value.toLowerCase().includes(text.toLowerCase());
}

/** `query` is a part of the name, or `key:value` for a tag. */
function search(slos: readonly StoredObject[], parameters: URLSearchParams): JsonObject {
  const query = (parameters.get('query') ?? '').replaceAll('"', '');
  const found = slos.filter(({ name, tags }) => hasText(name, query) || toTexts(tags).includes(query));
  const size = toCount(parameters, 'page[size]', 10);
  const number = toCount(parameters, 'page[number]', 0);
  const lastNumber = Math.max(0, Math.ceil(found.length / size) - 1);
  return {
    data: {
      type: '',
      attributes: {
        facets: {
          all_tags: [],
          creator_name: [],
          env_tags: [],
          service_tags: [],
          slo_type: [],
          target: [],
          team_tags: [],
        },
        slos: found.slice(number * size, (number + 1) * size).map((slo) => ({ data: toSearched(slo) })),
      },
    },
    meta: {
      pagination: {
        number,
        first_number: 0,
        last_number: lastNumber,
        next_number: Math.min(number + 1, lastNumber),
        prev_number: Math.max(0, number - 1),
        size,
        total: found.length,
        type: 'number_size',
      },
    },
  };
}

function toSearched(slo: StoredObject): JsonObject {
  const tags = toTexts(slo['tags']);
  return {
    id: slo.id,
    type: 'slo',
    attributes: {
      name: slo['name'],
      description: slo['description'],
      slo_type: slo['type'],
      all_tags: tags,
      env_tags: tags.filter((tag) => tag.startsWith('env:')),
      service_tags: tags.filter((tag) => tag.startsWith('service:')),
      team_tags: tags.filter((tag) => tag.startsWith('team:')),
      thresholds: toThresholds(slo),
      overall_status: slo['overall_status'],
      creator: toJsonObject(slo['creator']),
      created_at: slo['created_at'],
      modified_at: slo['modified_at'],
    },
  };
}

import { isJsonObject, type JsonObject, toJsonObject } from '../json-object.js';

/** The types whose monitors look at events, which have options of their own. */
const eventTypes: ReadonlySet<unknown> = new Set([
  'audit alert',
  'ci-pipelines alert',
  'ci-tests alert',
  'database-monitoring alert',
  'error-tracking alert',
  'event-v2 alert',
  'llm-observability alert',
  'log alert',
  'network-path alert',
  'network-performance alert',
  'rum alert',
  'trace-analytics alert',
]);

/** The types whose monitors have what only some of Datadog's newer monitors have. */
const restrictedTypes: ReadonlySet<unknown> = new Set(['error-tracking alert', 'rum alert']);

/** The options that Datadog keeps of those that were sent: with its defaults, and without what says nothing. */
export function toKeptOptions(type: unknown, sent: unknown): JsonObject {
  const options = toJsonObject(sent);
  const { thresholds, on_missing_data: onMissingData, ...rest } = options;
  const hasOnMissingData = (onMissingData ?? 'default') !== 'default';
  return {
    ...toDefaultOptions(type),
    ...(hasOnMissingData ? { on_missing_data: onMissingData } : { notify_no_data: false }),
    ...((options['new_group_delay'] ?? null) === null && { new_host_delay: 300 }),
    ...rest,
    ...(isJsonObject(thresholds) && { thresholds: withoutNulls(thresholds) }),
  };
}

function toDefaultOptions(type: unknown): JsonObject {
  return {
    notify_audit: false,
    include_tags: true,
    silenced: {},
    ...(eventTypes.has(type) && { groupby_simple_monitor: false }),
    ...(restrictedTypes.has(type) && { avalanche_window: 20 }),
  };
}

/** The members beside the options that Datadog adds to a new monitor. */
export function toAddedMembers(type: unknown): JsonObject {
  return {
    name: '',
    message: '',
    tags: [],
    priority: null,
    restricted_roles: null,
    restriction_policy: null,
    draft_status: 'published',
    assets: [],
    ...(restrictedTypes.has(type) ? { run_as: null, restricted: true } : {}),
  };
}

/** The assets of a monitor as Datadog gives them back. */
export function toKeptAssets(monitorId: number, assets: unknown): readonly JsonObject[] {
  const sent: readonly unknown[] = Array.isArray(assets) ? assets : [];
  return sent.map((asset) => ({
    template_variables: {},
    options: {},
    ...toJsonObject(asset),
    monitor_id: monitorId,
  }));
}

function withoutNulls(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null));
}

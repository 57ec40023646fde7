import { type ApiBody, isObject, toTexts } from '../api-body.js';
import { type Difference, hasSameContent, isSameSet } from '../difference.js';

/** Options of which the server's or a person's choice stands as long as the resource does not name them. */
const neverCompared = new Set(['avalanche_window', 'new_host_delay', 'require_full_window', 'silenced']);

/** What the server writes for an option that nobody set. */
const defaults: Readonly<Record<string, unknown>> = {
  enable_logs_sample: false,
  groupby_simple_monitor: false,
  include_tags: true,
  locked: false,
  notify_audit: false,
  notify_no_data: false,
  on_missing_data: 'default',
};

/** Options whose members are compared one by one, so that a difference can name the member. */
const compound = new Set(['scheduling_options', 'threshold_windows', 'thresholds']);
const textSets = new Set(['notify_by', 'renotify_statuses']);

/**
 * Where a monitor in Datadog differs from the body that a resource asks for: an empty list when it need not be written.
 * What the server adds by itself and what people on call set (`silenced`) does not count.
 */
export function diffMonitor(desired: ApiBody, observed: ApiBody): readonly Difference[] {
  // a raw body may leave out what the server then chooses
  const named = ['name', 'message', 'query'].filter((key) => desired[key] !== undefined);
  const plain = named.flatMap((key) => compare(key, desired[key], observed[key], isEqual));
  return [
    ...plain,
    ...compare('type', desired['type'], observed['type'], isSameType),
    ...compare('tags', desired['tags'] ?? [], observed['tags'] ?? [], isSameTexts),
    ...compare('priority', toUnset(desired['priority']), toUnset(observed['priority']), isEqual),
    ...compare('restricted_roles', desired['restricted_roles'] ?? [], observed['restricted_roles'] ?? [], isSameTexts),
    ...('draft_status' in desired
      ? compare('draft_status', desired['draft_status'], observed['draft_status'] ?? 'published', isEqual)
      : []),
    ...diffOptions(desired, observed),
  ];
}

function compare(
  path: string,
  desired: unknown,
  observed: unknown,
  isSame: (left: unknown, right: unknown) => boolean,
): Difference[] {
  return isSame(desired, observed) ? [] : [{ path, desired, observed }];
}

const isEqual = (left: unknown, right: unknown): boolean => hasSameContent(left, right);

function isSameTexts(left: unknown, right: unknown): boolean {
  return isSameSet(toTexts(left), toTexts(right));
}

/** The API calls a plain metric monitor `query alert` and one with a formula `metric alert`, whatever was sent. */
function isSameType(left: unknown, right: unknown): boolean {
  return left === right || (isMetricType(left) && isMetricType(right));
}

function isMetricType(type: unknown): boolean {
  return type === 'metric alert' || type === 'query alert';
}

function toUnset(value: unknown): unknown {
  return value === 0 || value === '' ? undefined : (value ?? undefined);
}

function diffOptions(desiredBody: ApiBody, observedBody: ApiBody): Difference[] {
  const desired = toObject(desiredBody['options']);
  const observed = toObject(observedBody['options']);
  const keys = new Set([...Object.keys(desired), ...Object.keys(observed)]);
  return [...keys].toSorted().flatMap((key) => {
    if (!(key in desired) && neverCompared.has(key)) return [];
    if (key === 'no_data_timeframe' && desired['notify_no_data'] !== true) return [];
    if (key === 'thresholds') return diffThresholds(desiredBody, toObject(desired[key]), toObject(observed[key]));
    return diffOption(key, desired[key], observed[key]);
  });
}

function diffOption(key: string, desired: unknown, observed: unknown): Difference[] {
  const path = `options.${key}`;
  if (compound.has(key)) return diffMembers(path, toObject(desired), toObject(observed));
  if (textSets.has(key)) return compare(path, desired ?? [], observed ?? [], isSameTexts);
  return compare(path, withDefault(key, desired), withDefault(key, observed), isEqual);
}

function withDefault(key: string, value: unknown): unknown {
  return toUnset(value) === undefined ? defaults[key] : value;
}

function diffMembers(path: string, desired: ApiBody, observed: ApiBody): Difference[] {
  const keys = new Set([...Object.keys(desired), ...Object.keys(observed)]);
  return [...keys].toSorted().flatMap((key) => {
    const [left, right] = [desired[key] ?? undefined, observed[key] ?? undefined];
    if (isObject(left) && isObject(right)) return diffMembers(`${path}.${key}`, left, right);
    return compare(`${path}.${key}`, left, right, isEqual);
  });
}

/** A critical threshold that a resource leaves out is the one in its query: the server may say so. */
function diffThresholds(body: ApiBody, desired: ApiBody, observed: ApiBody): Difference[] {
  const isImplied = (desired['critical'] ?? undefined) === undefined && endsIn(body['query'], observed['critical']);
  return diffMembers(
    'options.thresholds',
    isImplied ? { ...desired, critical: observed['critical'] } : desired,
    observed,
  );
}

function endsIn(query: unknown, value: unknown): boolean {
  if (typeof query !== 'string' || typeof value !== 'number') return false;
  const found = /[<>=]\s*(?<number>[-+.\deE]+)\s*$/.exec(query)?.groups?.['number'];
  return found !== undefined && Number(found) === value;
}

function toObject(value: unknown): ApiBody {
  return isObject(value) ? value : {};
}

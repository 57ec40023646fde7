import { datadogMonitorCrd, type DatadogMonitorSpec } from '@dogwatch/crds';
import { type ApiBody, isObject, toTexts, withoutUnset } from '../api-body.js';
import { isOwnerTag, requiredTag } from '../required-tags.js';
import { checkMonitor } from './check-monitor.js';
import { diffMonitor } from './diff-monitor.js';
import { optionsFromApi, unknownOptions } from './options-from-api.js';
import { toMonitorBody } from './to-api.js';

/** A resource that asks for a monitor as it is. */
export interface ImportedMonitor {
  readonly spec: DatadogMonitorSpec;
  /** What the resource has no fields for, by its path in the API; then the spec holds the monitor as JSON in `jsonSpec`. */
  readonly inexpressible: readonly string[];
}

/**
 * The spec of a resource for a monitor that is there: what `toMonitorBody` makes of it differs in nothing from the monitor but
 * the tags of the operator, which are left to it. What the server set by itself, and what people on call set, is left out.
 */
export function fromMonitor(observed: ApiBody): ImportedMonitor {
  const fields = datadogMonitorCrd.spec.safeParse(toFields(observed));
  const inexpressible = [
    ...unknownMembers(observed),
    ...(fields.success ? lostMembers(fields.data, observed) : wrongMembers(fields.error.issues)),
  ];
  if (fields.success && inexpressible.length === 0) return { spec: fields.data, inexpressible };
  return { spec: toJsonSpec(observed), inexpressible: [...new Set(inexpressible)].toSorted() };
}

function toFields(observed: ApiBody): ApiBody {
  const { name, message, query, type } = observed;
  const options = optionsFromApi(isObject(observed['options']) ? observed['options'] : {});
  return withoutUnset({
    name,
    type,
    query,
    message,
    ...sharedFields(observed),
    options: Object.keys(options).length === 0 ? undefined : options,
  });
}

/** What stands beside `jsonSpec` as it stands beside the other fields. */
function sharedFields(observed: ApiBody): ApiBody {
  const { assets, priority, restricted_roles: roles } = observed;
  const tags = toTexts(observed['tags']).filter((tag) => tag !== requiredTag && !isOwnerTag(tag));
  return withoutUnset({
    tags: tags.length === 0 ? undefined : [...new Set(tags)],
    priority: typeof priority === 'number' && priority !== 0 ? priority : undefined,
    restrictedRoles: Array.isArray(roles) && roles.length > 0 ? [...new Set(toTexts(roles))] : undefined,
    assets: Array.isArray(assets) && assets.length > 0 ? assets : undefined,
  });
}

function unknownMembers({ options, draft_status: draft }: ApiBody): readonly string[] {
  const isDraft = typeof draft === 'string' && draft !== 'published';
  return [...(isObject(options) ? unknownOptions(options) : []), ...(isDraft ? ['draft_status'] : [])];
}

/** Where what the fields say is not what the monitor is. */
function lostMembers(spec: DatadogMonitorSpec, observed: ApiBody): readonly string[] {
  const rendered = toMonitorBody(spec);
  // Datadog has taken the query, whatever is known of it here
  const { errors } = checkMonitor(spec);
  if (!rendered.ok || errors.length > 0) return errors.map(({ path }) => path.replace(/^spec\./, ''));
  return diffMonitor(rendered.body, observed)
    .map(({ path }) => path)
    .filter((path) => path !== 'tags');
}

function wrongMembers(issues: readonly { readonly path: readonly PropertyKey[] }[]): readonly string[] {
  return issues.map(({ path }) => path.map(String).join('.'));
}

function toJsonSpec(observed: ApiBody): DatadogMonitorSpec {
  const { name, message, query, type, draft_status: draft } = observed;
  const status = draft === 'published' ? undefined : draft;
  const body = withoutUnset({ name, type, query, message, draft_status: status, options: toOptions(observed) });
  const shared = datadogMonitorCrd.spec.safeParse({ ...sharedFields(observed), jsonSpec: '{}' });
  return { ...(shared.success ? shared.data : {}), jsonSpec: JSON.stringify(body, undefined, 2) };
}

function toOptions({ options }: ApiBody): ApiBody | undefined {
  if (!isObject(options)) return undefined;
  const { silenced: _, ...definition } = options;
  return Object.fromEntries(Object.entries(definition).filter(([, value]) => value !== null));
}

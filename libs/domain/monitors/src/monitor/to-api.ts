import type { DatadogMonitorSpec } from '@dogwatch/crds';
import { type ApiBody, isObject, toTexts, withoutUnset } from '../api-body.js';
import type { FieldProblem, Rendered } from '../field-problem.js';
import { parseJsonField } from '../parse-json-field.js';
import { toSentTags } from '../required-tags.js';
import { checkMonitorSpec } from './check-spec.js';
import { optionsToApi } from './options-to-api.js';

/** A monitor as the Monitors API takes it. */
export type MonitorBody = ApiBody;

/**
 * The body that creates the monitor of a resource, without its owner tag, or why the resource is refused. Composite queries
 * still name resources: see `resolveComposite`. The rules of the Monitors API, with what Datadog's operator leaves out.
 */
export function toMonitorBody(spec: DatadogMonitorSpec): Rendered<MonitorBody> {
  if (spec.jsonSpec !== undefined) return fromJsonSpec(spec, spec.jsonSpec);
  const problems = checkMonitorSpec(spec);
  if (problems.length > 0) return { ok: false, problems };
  return {
    ok: true,
    body: withSharedFields(spec, { ...namedFields(spec), options: optionsToApi(spec.options ?? {}) }),
  };
}

function namedFields({ name, message, query, type }: DatadogMonitorSpec): ApiBody {
  return { name, message, query, type };
}

function withSharedFields(spec: DatadogMonitorSpec, body: ApiBody): MonitorBody {
  const tags = toSentTags(
    [...toTexts(body['tags']), ...(spec.tags ?? [])],
    spec.controllerOptions?.disableRequiredTags === true,
  );
  return withoutUnset({
    ...body,
    tags: tags.length > 0 ? tags : undefined,
    priority: spec.priority === undefined || spec.priority === 0 ? body['priority'] : spec.priority,
    restricted_roles: spec.restrictedRoles ?? body['restricted_roles'],
    assets: spec.assets ?? body['assets'],
  });
}

const replacedByJsonSpec = ['name', 'message', 'query', 'type', 'options'] as const;

function fromJsonSpec(spec: DatadogMonitorSpec, text: string): Rendered<MonitorBody> {
  const doubled = replacedByJsonSpec.filter((field) => spec[field] !== undefined);
  if (doubled.length > 0) return { ok: false, problems: doubled.map(toDoubled) };
  const parsed = parseJsonField('spec.jsonSpec', text, 'a JSON object', isObject);
  return parsed.ok ? { ok: true, body: withSharedFields(spec, parsed.body) } : parsed;
}

function toDoubled(field: string): FieldProblem {
  return {
    reason: 'BadValue',
    path: `spec.${field}`,
    message: `spec.${field} cannot stand beside spec.jsonSpec, which holds the whole body; keep one of them`,
  };
}

/** The body that replaces an existing monitor: what the resource does not set is set back, since a PUT keeps absent members. */
export function toMonitorUpdate(body: MonitorBody): MonitorBody {
  return { ...body, priority: body['priority'] ?? null, restricted_roles: body['restricted_roles'] ?? null };
}

/** The same body with one more tag. */
export function withTag(body: ApiBody, tag: string): ApiBody {
  return { ...body, tags: toSentTags([...toTexts(body['tags']), tag], true) };
}

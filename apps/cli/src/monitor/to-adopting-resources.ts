import { datadogMonitorCrd, type DatadogMonitorSpec } from '@dogwatch/crds';
import { adoptAnnotation, type ApiBody, fromMonitor, isOwnerTag, toTexts } from '@dogwatch/monitors';
import { toResourceName, toUniqueName } from './to-resource-name.js';

/** A DatadogMonitor that takes a monitor over when it is applied. */
export interface AdoptingResource {
  readonly id: number;
  readonly name: string;
  readonly spec: DatadogMonitorSpec;
  /** What the fields cannot say, so that the spec holds JSON. */
  readonly inexpressible: readonly string[];
}

/** What becomes of monitors: resources, and those that cannot be taken over, with the reason. */
export interface ImportedMonitors {
  readonly resources: readonly AdoptingResource[];
  readonly skipped: readonly { readonly id: number; readonly why: string }[];
}

/**
 * Resources for monitors, in the order of their ids, so that the same monitors always get the same names. Composites name
 * resources instead of ids where these are among them.
 */
export function toAdoptingResources(monitors: readonly ApiBody[]): ImportedMonitors {
  const skipped: { id: number; why: string }[] = [];
  const resources: AdoptingResource[] = [];
  const taken = new Set<string>();
  for (const monitor of monitors.toSorted((left, right) => idOf(left) - idOf(right))) {
    const why = reasonToSkip(monitor);
    if (why === undefined) {
      const name = toUniqueName(toResourceName(titleOf(monitor)), taken);
      taken.add(name);
      resources.push({ id: idOf(monitor), name, ...fromMonitor(monitor) });
    } else skipped.push({ id: idOf(monitor), why });
  }
  const names = new Map(resources.map(({ id, name }) => [String(id), name]));
  return { resources: resources.map((resource) => ({ ...resource, spec: withNames(resource.spec, names) })), skipped };
}

function idOf({ id }: ApiBody): number {
  return Number(id);
}

function titleOf({ name }: ApiBody): string {
  return typeof name === 'string' ? name : '';
}

function reasonToSkip(monitor: ApiBody): string | undefined {
  if (monitor['type'] === 'synthetics alert') return 'it belongs to a synthetic test, which makes it and deletes it';
  const owner = toTexts(monitor['tags']).find(isOwnerTag);
  return owner === undefined ? undefined : `it belongs to a resource already (${owner})`;
}

/** Ids are whole words of digits in the query of a composite. */
function withNames(spec: DatadogMonitorSpec, names: ReadonlyMap<string, string>): DatadogMonitorSpec {
  if (spec.type !== 'composite' || spec.query === undefined) return spec;
  return { ...spec, query: spec.query.replaceAll(/\d+/g, (id) => names.get(id) ?? id) };
}

/** The object to write into a file. */
export function toManifestObject({ id, name, spec }: AdoptingResource, namespace: string | undefined) {
  return {
    apiVersion: `${datadogMonitorCrd.group}/${datadogMonitorCrd.version}`,
    kind: datadogMonitorCrd.kind,
    metadata: { name, ...(namespace !== undefined && { namespace }), annotations: { [adoptAnnotation]: String(id) } },
    spec,
  };
}

import { isObject, type SyncKind, syncKinds, type SyncResource } from '@dogwatch/monitors';
import type { ManifestObject } from './read-manifest.js';

/** A resource of a file that monitor-sync keeps in Datadog. */
export interface MonitorResource {
  readonly kind: SyncKind;
  readonly resource: SyncResource;
  /** `DatadogMonitor shop/queue`. */
  readonly title: string;
  readonly object: ManifestObject;
}

const kinds: readonly SyncKind[] = Object.values(syncKinds);

/** The kind of an object, whatever its version. */
export function kindOf({ value }: ManifestObject): SyncKind | undefined {
  const { apiVersion, kind } = value;
  const group = typeof apiVersion === 'string' ? apiVersion.split('/', 1)[0] : undefined;
  return kinds.find(({ crd }) => crd.kind === kind && crd.group === group);
}

/** The names of the kinds that monitor-sync keeps in Datadog. */
export const kindNames: readonly string[] = kinds.map(({ crd }) => crd.kind);

/** The resource that an object is; `undefined` for objects of other kinds. One that names no namespace gets this one. */
export function toMonitorResource(object: ManifestObject, namespace: string): MonitorResource | undefined {
  const kind = kindOf(object);
  if (kind === undefined) return undefined;
  const metadata = isObject(object.value['metadata']) ? object.value['metadata'] : {};
  const { spec, status } = object.value;
  const name = textOr(metadata['name'], '');
  const own = textOr(metadata['namespace'], namespace);
  const resource: SyncResource = {
    metadata: { name, namespace: own, annotations: toTextMap(metadata['annotations']), finalizers: [kind.finalizer] },
    spec,
    ...(isObject(status) && { status }),
  };
  return { kind, resource, title: `${kind.crd.kind} ${own}/${name}`, object };
}

function textOr(value: unknown, other: string): string {
  return typeof value === 'string' && value !== '' ? value : other;
}

function toTextMap(value: unknown): Readonly<Record<string, string>> {
  const entries = isObject(value) ? Object.entries(value) : [];
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

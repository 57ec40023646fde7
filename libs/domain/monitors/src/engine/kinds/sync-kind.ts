import type { CrdDefinition, ObjectMeta, ResourceCondition } from '@dogwatch/crds';
import type { ApiBody } from '../../api-body.js';
import type { Rendered } from '../../field-problem.js';
import type { LookUpMonitor, MonitorReference } from '../../monitor/resolve-composite.js';
import type { ObjectApi } from '../apis/object-api.js';

/** The status of a resource of any kind. */
export type SyncStatus = Readonly<Record<string, unknown>> & {
  readonly conditions?: readonly ResourceCondition[] | undefined;
};

/** The metadata that syncing needs. */
export type SyncMeta = ObjectMeta & { readonly finalizers?: readonly string[] };

/** A resource of any kind. */
export interface SyncResource {
  readonly metadata: SyncMeta;
  readonly spec?: unknown;
  readonly status?: SyncStatus;
}

/** What a body depends on beside the resource. */
export interface RenderContext {
  readonly lookUp: LookUpMonitor;
}

/** What is known of an object when its id is written. */
export interface NewObject {
  readonly id: string;
  readonly observed: ApiBody | undefined;
  /** RFC 3339. */
  readonly now: string;
}

/** One kind of resource that is kept in Datadog: everything that the engine does not do alike for all of them. */
export interface SyncKind<T extends SyncResource = SyncResource, S extends SyncStatus = SyncStatus> {
  readonly crd: Pick<CrdDefinition, 'group' | 'kind' | 'plural' | 'version'>;
  /** As in `error updating monitor`. */
  readonly noun: string;
  readonly finalizer: string;
  /** Added to owner tags, for a kind whose objects live beside those of another kind. */
  readonly ownerSuffix?: string;
  /** Where the sync status and the time of the last write stand in the status. */
  readonly statusFields: { readonly sync: string; readonly written: string };
  /** The API of its object; `undefined` when the resource names none that is known. */
  api(resource: T): ObjectApi | undefined;
  /** The body without the mark of its owner, or why there is none. */
  render(resource: T, context: RenderContext): Rendered<ApiBody>;
  isRequiredTagDisabled(resource: T): boolean;
  /** The DatadogMonitors whose ids its body holds. */
  references(resource: T): readonly MonitorReference[];
  idOf(status: S): string | undefined;
  /** Whether the resource created or adopted its object, and so deletes it. */
  isPrimary(status: S): boolean;
  withObject(status: S, object: NewObject): S;
  /** The status after a reading of the object at `now`. */
  withReading(status: S, observed: ApiBody, now: string): S;
}

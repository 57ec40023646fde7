import type { ApiBody } from '../api-body.js';
import type { Rendered } from '../field-problem.js';
import type { LookUpMonitor } from '../monitor/resolve-composite.js';
import type { ObjectApi } from './apis/object-api.js';
import type { SyncKind, SyncResource } from './kinds/sync-kind.js';

/** A resource with everything that follows from it and the resources it names. */
export interface SyncTarget {
  readonly kind: SyncKind;
  readonly api: ObjectApi;
  readonly resource: SyncResource;
  /** `namespace/name`. */
  readonly name: string;
  readonly ownerTag: string;
  /** The body with the mark of its owner, or why there is none. */
  readonly rendered: Rendered<ApiBody>;
  /** Of the body; empty when there is none. */
  readonly fingerprint: string;
}

/** What a target depends on beside its resource. */
export interface TargetContext {
  readonly ownerTag: string;
  readonly lookUp: LookUpMonitor;
  /** A hash of a text, such as SHA-256 in hexadecimal. */
  readonly hash: (text: string) => string;
}

/** The target of a resource; `undefined` when it names an API that is not known. */
export function toSyncTarget(kind: SyncKind, resource: SyncResource, context: TargetContext): SyncTarget | undefined {
  const api = kind.api(resource);
  if (api === undefined) return undefined;
  const { ownerTag } = context;
  const plain = kind.render(resource, context);
  const rendered = plain.ok
    ? { ok: true as const, body: api.mark(plain.body, ownerTag, kind.isRequiredTagDisabled(resource)) }
    : plain;
  const { name, namespace = '' } = resource.metadata;
  return {
    kind,
    api,
    resource,
    name: `${namespace}/${name}`,
    ownerTag,
    rendered,
    fingerprint: rendered.ok ? context.hash(JSON.stringify(rendered.body)) : '',
  };
}

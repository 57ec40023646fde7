import type { ApiBody } from '../api-body.js';
import type { Rendered } from '../field-problem.js';
import type { LookUpMonitor } from '../monitor/resolve-composite.js';
import { toOwnerTag } from '../required-tags.js';
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
  /** The uid of the cluster: that of its namespace kube-system. */
  readonly clusterUid: string;
  readonly lookUp: LookUpMonitor;
  /** A hash of a text, such as SHA-256 in hexadecimal. */
  readonly hash: (text: string) => string;
}

/** The target of a resource; `undefined` when it names an API that is not known. */
export function toSyncTarget(kind: SyncKind, resource: SyncResource, context: TargetContext): SyncTarget | undefined {
  const api = kind.api(resource);
  if (api === undefined) return undefined;
  const ownerTag = ownerTagOf(kind, resource, context);
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

const maxTagLength = 200;
const hashLength = 16;

/** Datadog cuts long tags, so that they no longer tell their owner: the end is replaced by a hash. */
function ownerTagOf(
  { ownerSuffix = '' }: SyncKind,
  { metadata }: SyncResource,
  { clusterUid, hash }: TargetContext,
): string {
  const { name, namespace = '' } = metadata;
  const tag = `${toOwnerTag(clusterUid, { namespace, name })}${ownerSuffix}`;
  if (tag.length <= maxTagLength) return tag;
  return `${tag.slice(0, maxTagLength - hashLength - 1)}-${hash(tag).slice(0, hashLength)}`;
}

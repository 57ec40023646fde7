import type { SubjectAccessReview } from '@dogwatch/kube';
import type { Identity } from '../authentication/identity.js';
import type { RequestInfo, ResourcePath } from '../http/request-info.js';

/** One requirement of a label selector, as authorizers read it. */
export interface SelectorRequirement {
  readonly key: string;
  readonly operator: 'DoesNotExist' | 'Exists' | 'In' | 'NotIn';
  readonly values?: readonly string[];
}

/**
 * The question to the API server: may this user do this? Reading a metric is `list` on a resource named like the metric, so
 * that RBAC can name single metrics; the label selector travels along for authorizers that look at it.
 */
export function toReviewSpec(
  identity: Identity,
  info: RequestInfo,
  requirements: readonly SelectorRequirement[],
): SubjectAccessReview['spec'] {
  const { user, uid, groups, extra } = identity;
  const who = { user, groups, ...(uid !== undefined && { uid }), ...(Object.keys(extra).length > 0 && { extra }) };
  if (info.resource === undefined) return { ...who, nonResourceAttributes: { path: info.path, verb: info.verb } };
  return { ...who, resourceAttributes: toResourceAttributes(info.verb, info.resource, requirements) };
}

function toResourceAttributes(
  verb: string,
  { namespace, group, version, resource, subresource, name }: ResourcePath,
  requirements: readonly SelectorRequirement[],
): NonNullable<SubjectAccessReview['spec']['resourceAttributes']> {
  return {
    ...(namespace !== '' && { namespace }),
    verb,
    group,
    version,
    resource,
    ...(subresource !== '' && { subresource }),
    ...(name !== '' && { name }),
    ...(requirements.length > 0 && { labelSelector: { requirements } }),
  };
}

import { toSortedSet } from './api-body.js';

/** The tag that Datadog's own operator gives to what it makes of resources; ours goes into the request only. */
export const requiredTag = 'generated:kubernetes';

const ownerMark = 'kube_owner:';

/** A resource's tags as they are sent: each once, sorted by code point, with the required one unless it is switched off. */
export function toSentTags(tags: readonly string[], isRequiredTagDisabled: boolean): readonly string[] {
  return toSortedSet(isRequiredTagDisabled ? tags : [...tags, requiredTag]);
}

/** The tag that says which resource of which cluster a monitor belongs to: `kube_owner:<8 characters of the cluster>/<namespace>/<name>`. */
export function toOwnerTag(clusterUid: string, { namespace, name }: { namespace: string; name: string }): string {
  return `${ownerTagPrefix(clusterUid)}${namespace}/${name}`;
}

/** What all owner tags of a cluster begin with. */
export function ownerTagPrefix(clusterUid: string): string {
  return `${ownerMark}${clusterUid.slice(0, 8)}/`;
}

/** Whether a tag says to which resource of which cluster an object belongs. */
export function isOwnerTag(tag: string): boolean {
  return tag.startsWith(ownerMark);
}

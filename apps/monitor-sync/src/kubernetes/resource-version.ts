import type { SyncResource } from '@dogwatch/monitors';

/** Whether the first of two objects was written before the second: an API server counts its writes. */
export function isOlderResource({ metadata: a }: SyncResource, { metadata: b }: SyncResource): boolean {
  const [left = '', right = ''] = [a.resourceVersion, b.resourceVersion];
  if (a.uid !== b.uid || !/^\d+$/.test(left) || !/^\d+$/.test(right)) return false;
  return BigInt(left) < BigInt(right);
}

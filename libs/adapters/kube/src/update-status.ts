import { setTimeout as sleep } from 'node:timers/promises';
import type { CallOptions, KubeClient, WritableObject } from './kube-client.js';
import type { KubeResult } from './kube-result.js';
import type { ObjectKey, Resource } from './resource.js';

const maxTries = 5;
const minDelayMillis = 10;

/** What `updateStatus` writes to. */
export interface StatusTarget<T> {
  readonly resource: Resource<T>;
  readonly key: ObjectKey;
}

/**
 * Reads an object, computes it anew and writes its status, again if someone else wrote in between (five tries). `compute`
 * returns undefined if nothing is to be written; the result is then the object as read.
 */
export async function updateStatus<T extends WritableObject>(
  client: KubeClient,
  { resource, key }: StatusTarget<T>,
  compute: (current: T) => T | undefined,
  options: CallOptions = {},
): Promise<KubeResult<T>> {
  for (let tries = 1; ; tries += 1) {
    const current = await client.get(resource, key, options);
    if (!current.ok) return current;
    const next = compute(current.value);
    if (next === undefined) return current;
    const written = await client.replaceStatus(resource, next, options);
    if (written.ok || written.reason !== 'Conflict' || tries === maxTries) return written;
    await sleep(minDelayMillis * 2 ** tries * (0.5 + Math.random()));
  }
}

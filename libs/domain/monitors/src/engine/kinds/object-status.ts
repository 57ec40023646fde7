import type { ApiBody } from '../../api-body.js';
import { isObject } from '../../api-body.js';
import type { NewObject } from './sync-kind.js';
import { toKubeTime } from '../../kube-time.js';

/** The part of a status that all kinds but monitors share. */
interface ObjectStatus {
  readonly id?: string | undefined;
  readonly creator?: string | undefined;
  readonly created?: string | null | undefined;
}

/** The status with the id of an object, its creator and its time, as far as the answer tells them. */
export function withObjectId<S extends ObjectStatus>(status: S, { id, observed, now }: NewObject): S {
  const creator = toCreator(observed);
  return { ...status, id, ...(creator === undefined ? {} : { creator }), created: toCreated(observed) ?? now };
}

/** Who created an object: an e-mail address or a handle. */
export function toCreator(observed: ApiBody | undefined): string | undefined {
  const creator = observed?.['creator'];
  const found = isObject(creator) ? (creator['email'] ?? creator['handle']) : observed?.['author_handle'];
  return typeof found === 'string' ? found : undefined;
}

/** When an object was created, RFC 3339 without fractions; APIs tell it as text or as Unix seconds. */
export function toCreated(observed: ApiBody | undefined): string | undefined {
  const created = observed?.['created'] ?? observed?.['created_at'];
  const millis = typeof created === 'number' ? created * 1000 : Date.parse(typeof created === 'string' ? created : '');
  return Number.isNaN(millis) ? undefined : toKubeTime(millis);
}

import { hash } from 'node:crypto';
import type { SubjectAccessReview } from '@dogwatch/kube';
import { anonymous, type Identity, mastersGroup } from '../authentication/identity.js';
import { createExpiringCache, type ExpiringCache } from '../expiring-cache.js';
import type { RequestInfo } from '../http/request-info.js';
import { type SelectorRequirement, toReviewSpec } from './review.js';

/** Whether a request may go on; the message is meant for the caller. */
export type Decision =
  | { readonly allowed: true }
  | {
      readonly allowed: false;
      readonly reason: 'Denied' | 'ReviewFailed' | 'TooManyReviews';
      readonly message: string;
    };

/** Asks the API server whether it may be. */
export type ReviewAccess = (
  spec: SubjectAccessReview['spec'],
) => Promise<
  { readonly ok: true; readonly value: SubjectAccessReview } | { readonly ok: false; readonly message: string }
>;

/** Decides; at once where nothing has to be asked. `labelSelector` is the text of the request. */
export type Authorize = (identity: Identity, info: RequestInfo, labelSelector: string) => Decision | Promise<Decision>;

/** What `createAuthorizer` needs. */
export interface AuthorizerOptions {
  readonly review: ReviewAccess;
  /** The requirements of a selector text; none when it cannot be read. */
  readonly parseRequirements: (labelSelector: string) => readonly SelectorRequirement[];
  readonly nowMillis: () => number;
}

const cacheMillis = 10_000;
/** Anybody can ask anything anonymously, so strangers share a small part: they must not crowd out users. */
const bounds = {
  users: { maxEntries: 16_384, maxPending: 1024 },
  strangers: { maxEntries: 1024, maxPending: 64 },
} as const;
const maxKeyLength = 1024;
const allowed: Decision = { allowed: true };

/** Paths that probes and everybody may read. */
const openPaths: ReadonlySet<string> = new Set(['/healthz', '/livez', '/readyz', '/version']);

/**
 * Authorizes by SubjectAccessReview. Answers, yes and no, count for 10 s; no answer is a no that is not remembered. The
 * group system:masters and the open paths are not asked about.
 */
export function createAuthorizer(options: AuthorizerOptions): Authorize {
  const ofUsers = createDecisionCache(bounds.users, options.nowMillis);
  const ofStrangers = createDecisionCache(bounds.strangers, options.nowMillis);
  return (identity, info, labelSelector) => {
    if (openPaths.has(info.path) || identity.groups.includes(mastersGroup)) return allowed;
    const cache = identity.user === anonymous.user ? ofStrangers : ofUsers;
    return cache.get(toKey(identity, info, labelSelector), async () => {
      const requirements = labelSelector === '' ? [] : options.parseRequirements(labelSelector);
      const answer = await options.review(toReviewSpec(identity, info, requirements));
      if (answer.ok) return toDecision(answer.value);
      return { allowed: false, reason: 'ReviewFailed', message: `the access review failed: ${answer.message}` };
    });
  };
}

function createDecisionCache(
  { maxEntries, maxPending }: { readonly maxEntries: number; readonly maxPending: number },
  nowMillis: () => number,
): ExpiringCache<Decision> {
  const message = 'too many access reviews are under way, try again';
  return createExpiringCache<Decision>({
    ttlMillis: cacheMillis,
    maxEntries,
    maxPending,
    overloaded: { allowed: false, reason: 'TooManyReviews', message },
    isWorthKeeping: (decision) => decision.allowed || decision.reason === 'Denied',
    nowMillis,
  });
}

function toDecision({ status }: SubjectAccessReview): Decision {
  if (status?.allowed === true && status.denied !== true) return allowed;
  return { allowed: false, reason: 'Denied', message: status?.reason ?? '' };
}

/**
 * What tells one question from another: JSON, so that no text can reach into its neighbour; a digest of it where callers
 * send so much that many of them would fill the memory.
 */
export function toKey(
  { user, uid, groups, extra }: Identity,
  { verb, path }: RequestInfo,
  labelSelector: string,
): string {
  const key = JSON.stringify([verb, path, labelSelector, user, uid, groups, extra]);
  return key.length > maxKeyLength ? hash('sha256', key) : key;
}

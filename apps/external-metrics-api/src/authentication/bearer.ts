import { hash } from 'node:crypto';
import type { TokenReview, UserInfo } from '@dogwatch/kube';
import { createExpiringCache } from '../expiring-cache.js';
import { type Identity, withAuthenticatedGroup } from './identity.js';

/** What a token proved. */
export type TokenResult =
  | { readonly ok: true; readonly identity: Identity }
  | {
      readonly ok: false;
      readonly reason: 'InvalidToken' | 'TokenReviewFailed' | 'TooManyTokenReviews';
      readonly message: string;
    };

/** Asks the API server about a token, once. */
export type ReviewToken = (
  token: string,
  signal: AbortSignal,
) => Promise<{ readonly ok: true; readonly value: TokenReview } | { readonly ok: false; readonly message: string }>;

/** Who a bearer token belongs to: at once when it was asked for lately. */
export type AuthenticateToken = (token: string) => Promise<TokenResult> | TokenResult;

/** What `createTokenAuthenticator` needs. */
export interface TokenAuthenticatorOptions {
  readonly review: ReviewToken;
  readonly nowMillis: () => number;
  /** Waits between two tries; rejects when the signal fires. */
  readonly sleep: (millis: number, signal: AbortSignal) => Promise<void>;
}

const cacheMillis = 10_000;
// KEDA calls with a token and gives up after 3 s, of which the access review may need the rest
const timeoutMillis = 1500;
const maxTries = 5;
const firstDelayMillis = 500;
const delayFactor = 1.5;

/** The token of an Authorization header; `undefined` for another scheme, no header, or an empty token. */
export function parseBearer(authorization: string | undefined): string | undefined {
  if (authorization === undefined) return undefined;
  const [scheme = '', token = ''] = authorization.trim().split(' ');
  return scheme.toLowerCase() === 'bearer' && token !== '' ? token : undefined;
}

/**
 * Authenticates bearer tokens by TokenReview. Answers, good and bad, count for 10 s; an API server that does not answer is
 * tried up to five times within 1.5 s, and its failure is not remembered. Tokens are kept as digests only.
 */
export function createTokenAuthenticator(options: TokenAuthenticatorOptions): AuthenticateToken {
  const cache = createExpiringCache<TokenResult>({
    ttlMillis: cacheMillis,
    maxEntries: 4096,
    maxPending: 512,
    overloaded: { ok: false, reason: 'TooManyTokenReviews', message: 'too many tokens are being reviewed' },
    isWorthKeeping: (result) => result.ok || result.reason === 'InvalidToken',
    nowMillis: options.nowMillis,
  });
  return (token) => cache.get(hash('sha256', token), () => reviewWithRetries(token, options));
}

async function reviewWithRetries(token: string, { review, sleep }: TokenAuthenticatorOptions): Promise<TokenResult> {
  const signal = AbortSignal.timeout(timeoutMillis);
  let problem = 'the API server did not answer in time';
  for (let attempt = 1, delay = firstDelayMillis; attempt <= maxTries && !signal.aborted; attempt++) {
    const answer = await review(token, signal);
    if (answer.ok) return toResult(answer.value);
    problem = answer.message;
    if (attempt < maxTries) await sleep(delay, signal).catch(() => undefined);
    delay *= delayFactor;
  }
  return { ok: false, reason: 'TokenReviewFailed', message: problem };
}

function toResult({ status }: TokenReview): TokenResult {
  const identity = status?.authenticated === true ? toIdentity(status.user) : undefined;
  if (identity !== undefined) return { ok: true, identity };
  return { ok: false, reason: 'InvalidToken', message: status?.error ?? 'the API server does not accept the token' };
}

function toIdentity({ username, uid, groups = [], extra = {} }: UserInfo = {}): Identity | undefined {
  if (username === undefined || username === '') return undefined;
  const hasUid = uid !== undefined && uid !== '';
  return withAuthenticatedGroup({ user: username, groups, extra, ...(hasUid && { uid }) });
}

/** Who sends a request. */
export interface Identity {
  readonly user: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

const authenticated = 'system:authenticated';
const unauthenticated = 'system:unauthenticated';
const anonymousUser = 'system:anonymous';

/** Whoever presents no credential at all. */
export const anonymous: Identity = { user: anonymousUser, groups: [unauthenticated], extra: {} };

/** The group that may do everything. */
export const mastersGroup = 'system:masters';

/** Adds the group of all authenticated users, unless the identity already says which of both kinds it is. */
export function withAuthenticatedGroup(identity: Identity): Identity {
  const { user, groups } = identity;
  if (user === anonymousUser || groups.includes(authenticated) || groups.includes(unauthenticated)) return identity;
  return { ...identity, groups: [...groups, authenticated] };
}

import { coreResources, type KubeClient, type KubeFailure, type Secret } from '@dogwatch/kube';
import type { Logger } from '@dogwatch/telemetry';
import { type FollowedObject, followObject } from '../kubernetes/follow-object.js';
import {
  type Authority,
  isSignedBy,
  type KeyPair,
  type Leaf,
  readAuthority,
  readLeaf,
  secretKeys,
  toLeafFacts,
  toSecretData,
} from './certificate-secrets.js';
import { makeAuthority, makeLeaf } from './make-certificates.js';
import { type CertificateStep, type Held, planCertificates } from './plan-certificates.js';

/** What the certificates are kept by. */
export interface CertificateOptions {
  readonly client: KubeClient;
  readonly namespace: string;
  /** Name of the Secret of the leaf; that of the CA is `<this>-ca`. */
  readonly secretName: string;
  readonly dnsNames: readonly string[];
  readonly validityMillis: number;
  readonly renewBeforeMillis: number;
  readonly settleMillis: number;
  /** The leaf that this replica serves, whatever has become of its Secret. */
  readonly served: () => Leaf | undefined;
  readonly nowMillis: () => number;
  readonly log: Logger;
}

/** Makes certificates and keeps them in their Secrets, while this replica leads. */
export interface CertificateKeeper {
  /** One look, and at most one write to each Secret. A failure is for the next try. */
  reconcile(trustedSinceMillis: number | undefined): Promise<KubeFailure | undefined>;
  /** The CA of now, once there is one. */
  authority(): Authority | undefined;
  /** Whether both Secrets hold what can be used. */
  isComplete(): boolean;
  stop(): Promise<void>;
}

/** A CA lives this many times as long as its leaves. */
const authorityLives = 5;

interface Keeper {
  readonly options: CertificateOptions;
  readonly authoritySecret: FollowedObject<Secret>;
  readonly leafSecret: FollowedObject<Secret>;
}

/** Both Secrets as they were at one time, and what they hold. A decision about them is written only while they are still so. */
interface Seen {
  readonly authority: Held<Authority>;
  readonly leaf: Held<Leaf>;
  readonly authoritySecret: Secret | undefined;
  readonly leafSecret: Secret | undefined;
}

/** Starts to follow both Secrets. `onChange` is called when a look is worth while. */
export function keepCertificates(options: CertificateOptions, onChange: () => void): CertificateKeeper {
  const { client, namespace, secretName, log } = options;
  const follow = (name: string): FollowedObject<Secret> =>
    followObject({ client, resource: coreResources.secrets, namespace, name, log, onChange });
  const keeper: Keeper = {
    options,
    leafSecret: follow(secretName),
    authoritySecret: follow(toAuthorityName(secretName)),
  };
  const read = (): Seen => {
    const authoritySecret = keeper.authoritySecret.current();
    const leafSecret = keeper.leafSecret.current();
    const authority = readAuthority(authoritySecret);
    const held = readLeaf(leafSecret);
    const leaf = typeof held === 'string' ? toStandIn(held, authority, options.served()) : held;
    return { authority, leaf, authoritySecret, leafSecret };
  };
  return {
    reconcile: async (trustedSinceMillis) => reconcile(keeper, trustedSinceMillis, read()),
    authority: () => {
      const { authority } = read();
      return typeof authority === 'string' ? undefined : authority;
    },
    isComplete: () => {
      const { authority, leaf } = read();
      return typeof authority !== 'string' && typeof leaf !== 'string';
    },
    stop: async () => {
      await Promise.all([keeper.leafSecret.stop(), keeper.authoritySecret.stop()]);
    },
  };
}

/** When both Secrets are lost or spoilt, what is served stays in use until API servers trust the CA that signs the next one. */
function toStandIn(lost: 'missing' | 'unreadable', authority: Held<Authority>, served: Leaf | undefined): Held<Leaf> {
  if (served === undefined) return lost;
  const isOfThisAuthority = typeof authority !== 'string' && isSignedBy(served.cert, authority.cert);
  return isOfThisAuthority ? lost : served;
}

/** Name of the CA's Secret beside that of the leaf. */
export function toAuthorityName(secretName: string): string {
  return `${secretName}-ca`;
}

async function reconcile(
  keeper: Keeper,
  trustedSinceMillis: number | undefined,
  seen: Seen,
): Promise<KubeFailure | undefined> {
  const { authoritySecret, leafSecret, options } = keeper;
  const unread = [authoritySecret, leafSecret].map(({ state }) => state()).find(({ synced }) => !synced);
  if (unread !== undefined) return unread.lastError && { ok: false, code: 0, ...unread.lastError };
  const { dnsNames, settleMillis, validityMillis, renewBeforeMillis } = options;
  const nowMillis = options.nowMillis();
  const plan = planCertificates({
    nowMillis,
    authority: seen.authority,
    leaf: toLeafFacts(seen.leaf, seen.authority),
    dnsNames,
    validityMillis,
    renewBeforeMillis,
    trustedSinceMillis,
    settleMillis,
  });
  const authority =
    plan.authority.action === 'none' ? seen.authority : await writeAuthority(options, plan.authority, seen);
  // a CA that was not stored signs nothing
  if (typeof authority === 'string') return undefined;
  if ('ok' in authority) return authority;
  return plan.leaf.action === 'none'
    ? undefined
    : writeLeaf(options, plan.leaf, { authority, present: seen.leafSecret });
}

async function writeAuthority(
  options: CertificateOptions,
  step: CertificateStep,
  seen: Seen,
): Promise<KubeFailure | KeyPair | 'superseded'> {
  const nowMillis = options.nowMillis();
  const made = await makeAuthority({ nowMillis, validityMillis: options.validityMillis * authorityLives });
  const { cert, key, previous } = secretKeys.authority;
  const data = toSecretData({ [cert]: made.cert, [key]: made.key, [previous]: toPrevious(seen) });
  const written = await writeSecret(options, seen.authoritySecret, toAuthorityName(options.secretName), data);
  if (written !== 'written') return written;
  options.log.info({ ...step, secret: toAuthorityName(options.secretName) }, 'A CA for the webhook was made.');
  return made;
}

/** The CA that signed the leaf in use: it has to stay trusted. */
function toPrevious({ authority, leaf }: Seen): string | undefined {
  const known = typeof authority === 'string' ? [] : [authority.cert, authority.previous];
  if (typeof leaf === 'string') return known[0];
  return [...known, leaf.issuer].find((pem) => pem !== undefined && isSignedBy(leaf.cert, pem)) ?? known[0];
}

async function writeLeaf(
  options: CertificateOptions,
  step: CertificateStep,
  { authority, present }: { readonly authority: KeyPair; readonly present: Secret | undefined },
): Promise<KubeFailure | undefined> {
  const { dnsNames, validityMillis, secretName, log } = options;
  const made = await makeLeaf({ authority, dnsNames, validityMillis, nowMillis: options.nowMillis() });
  const { cert, key } = secretKeys.leaf;
  const data = toSecretData({ [cert]: made.cert, [key]: made.key });
  const written = await writeSecret(options, present, secretName, data);
  if (written === 'written') log.info({ ...step, secret: secretName }, 'A certificate for the webhook was made.');
  return typeof written === 'string' ? undefined : written;
}

/**
 * Replaces only what was read, so that two leaders cannot undo each other's work. What can never hold our keys (a Secret of another
 * type, an immutable one) is deleted. `superseded`: the object is not what we thought; what it is now arrives by the watch.
 */
async function writeSecret(
  { client, namespace }: CertificateOptions,
  present: Secret | undefined,
  name: string,
  data: Readonly<Record<string, string>>,
): Promise<KubeFailure | 'superseded' | 'written'> {
  const metadata = { name, namespace, labels: { 'app.kubernetes.io/managed-by': 'dogwatch' } };
  if (present !== undefined && !isWritable(present)) {
    const { uid } = present.metadata;
    const precondition = uid === undefined ? {} : { uid };
    const deleted = await client.delete(coreResources.secrets, { name, namespace }, precondition);
    return deleted.ok || [404, 409].includes(deleted.code) ? 'superseded' : deleted;
  }
  const result =
    present === undefined
      ? await client.create(coreResources.secrets, { metadata, type: 'Opaque', data })
      : await client.replace(coreResources.secrets, { ...present, data });
  if (result.ok) return 'written';
  return result.code === 409 ? 'superseded' : result;
}

function isWritable({ type = 'Opaque', immutable }: Secret): boolean {
  return type === 'Opaque' && immutable !== true;
}

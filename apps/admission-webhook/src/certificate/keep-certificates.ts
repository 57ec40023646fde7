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
  const read = (): { authority: Held<Authority>; leaf: Held<Leaf> } => {
    const authority = readAuthority(keeper.authoritySecret.current());
    const leaf = readLeaf(keeper.leafSecret.current());
    return { authority, leaf: leaf === 'missing' ? toStandIn(authority, options.served()) : leaf };
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

/** When both Secrets are lost, what is served stays in use until API servers trust the CA that signs the next one. */
function toStandIn(authority: Held<Authority>, served: Leaf | undefined): Held<Leaf> {
  if (served === undefined) return 'missing';
  const isOfThisAuthority = typeof authority !== 'string' && isSignedBy(served.cert, authority.cert);
  return isOfThisAuthority ? 'missing' : served;
}

/** Name of the CA's Secret beside that of the leaf. */
export function toAuthorityName(secretName: string): string {
  return `${secretName}-ca`;
}

async function reconcile(
  keeper: Keeper,
  trustedSinceMillis: number | undefined,
  held: { readonly authority: Held<Authority>; readonly leaf: Held<Leaf> },
): Promise<KubeFailure | undefined> {
  const { authoritySecret, leafSecret, options } = keeper;
  const unread = [authoritySecret, leafSecret].map(({ state }) => state()).find(({ synced }) => !synced);
  if (unread !== undefined) return unread.lastError && { ok: false, code: 0, ...unread.lastError };
  const { dnsNames, settleMillis, validityMillis, renewBeforeMillis } = options;
  const nowMillis = options.nowMillis();
  const plan = planCertificates({
    nowMillis,
    authority: held.authority,
    leaf: toLeafFacts(held.leaf, held.authority),
    dnsNames,
    validityMillis,
    renewBeforeMillis,
    trustedSinceMillis,
    settleMillis,
  });
  const authority =
    plan.authority.action === 'none' ? held.authority : await writeAuthority(keeper, plan.authority, held);
  if (typeof authority === 'string') return undefined;
  if ('ok' in authority) return authority;
  return plan.leaf.action === 'none' ? undefined : writeLeaf(keeper, plan.leaf, authority);
}

async function writeAuthority(
  { authoritySecret, options }: Keeper,
  step: CertificateStep,
  held: { readonly authority: Held<Authority>; readonly leaf: Held<Leaf> },
): Promise<KubeFailure | KeyPair> {
  const nowMillis = options.nowMillis();
  const made = await makeAuthority({ nowMillis, validityMillis: options.validityMillis * authorityLives });
  const { cert, key, previous } = secretKeys.authority;
  const data = toSecretData({ [cert]: made.cert, [key]: made.key, [previous]: toPrevious(held) });
  const written = await writeSecret(options, authoritySecret.current(), toAuthorityName(options.secretName), data);
  if (written !== undefined) return written;
  options.log.info({ ...step, secret: toAuthorityName(options.secretName) }, 'A CA for the webhook was made.');
  return made;
}

/** The CA that signed the leaf in use: it has to stay trusted. */
function toPrevious({
  authority,
  leaf,
}: {
  readonly authority: Held<Authority>;
  readonly leaf: Held<Leaf>;
}): string | undefined {
  const known = typeof authority === 'string' ? [] : [authority.cert, authority.previous];
  if (typeof leaf === 'string') return known[0];
  return [...known, leaf.issuer].find((pem) => pem !== undefined && isSignedBy(leaf.cert, pem)) ?? known[0];
}

async function writeLeaf(
  { leafSecret, options }: Keeper,
  step: CertificateStep,
  authority: KeyPair,
): Promise<KubeFailure | undefined> {
  const { dnsNames, validityMillis, secretName, log } = options;
  const made = await makeLeaf({ authority, dnsNames, validityMillis, nowMillis: options.nowMillis() });
  const { cert, key } = secretKeys.leaf;
  const data = toSecretData({ [cert]: made.cert, [key]: made.key });
  const failure = await writeSecret(options, leafSecret.current(), secretName, data);
  if (failure === undefined) log.info({ ...step, secret: secretName }, 'A certificate for the webhook was made.');
  return failure;
}

/** Replaces only what was read, so that two leaders cannot undo each other's work. */
async function writeSecret(
  { client, namespace }: CertificateOptions,
  present: Secret | undefined,
  name: string,
  data: Readonly<Record<string, string>>,
): Promise<KubeFailure | undefined> {
  const metadata = { name, namespace, labels: { 'app.kubernetes.io/managed-by': 'dogwatch' } };
  const result =
    present === undefined
      ? await client.create(coreResources.secrets, { metadata, type: 'Opaque', data })
      : await client.replace(coreResources.secrets, { ...present, data });
  // the object is not what we thought: what it is now arrives by the watch
  return result.ok || result.code === 409 ? undefined : result;
}

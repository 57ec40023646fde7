import { createSecureContext } from 'node:tls';
import { coreResources, type KubeClient } from '@dogwatch/kube';
import type { Logger } from '@dogwatch/telemetry';
import { type FollowedObject, followObject } from '../kubernetes/follow-object.js';
import { type Leaf, readLeaf } from './certificate-secrets.js';

/** The certificate that this replica serves, renewed as its Secret is. */
export interface ServedCertificate {
  /** The last usable one; undefined before the first. */
  readonly current: () => Leaf | undefined;
  readonly state: FollowedObject<unknown>['state'];
  readonly stop: () => Promise<void>;
}

/** Where the certificate is, and who wants to know. */
export interface ServedCertificateOptions {
  readonly client: KubeClient;
  readonly namespace: string;
  readonly secretName: string;
  readonly log: Logger;
  /** Called with each new certificate. */
  readonly onChange: (certificate: Leaf) => void;
}

/** Follows the Secret of the leaf. One that cannot be used leaves the last good one in use. */
export function serveCertificate(options: ServedCertificateOptions): ServedCertificate {
  const { client, namespace, secretName: name, log } = options;
  let current: Leaf | undefined;
  const take = (): void => {
    const leaf = readLeaf(followed.current());
    if (leaf === 'missing') return;
    if (leaf === 'unreadable' || !isUsable(leaf)) {
      const what = `The Secret ${namespace}/${name} does not hold a certificate and its key`;
      log.error({ secret: `${namespace}/${name}` }, `${what}; the last good one stays in use until it is repaired.`);
      return;
    }
    if (leaf.cert === current?.cert && leaf.key === current.key) return;
    current = leaf;
    log.info({ notAfter: new Date(leaf.notAfterMillis).toISOString() }, 'A certificate is served to new connections.');
    options.onChange(leaf);
  };
  const followed = followObject({ client, resource: coreResources.secrets, namespace, name, log, onChange: take });
  return { current: () => current, state: followed.state, stop: followed.stop };
}

function isUsable({ cert, key }: Leaf): boolean {
  try {
    createSecureContext({ cert, key });
    return true;
  } catch {
    return false;
  }
}

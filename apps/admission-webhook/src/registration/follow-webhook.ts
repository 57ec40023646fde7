import { X509Certificate } from 'node:crypto';
import type { KubeClient } from '@dogwatch/kube';
import type { Logger } from '@dogwatch/telemetry';
import { isSignedBy, splitPem } from '../certificate/certificate-secrets.js';
import { type FollowedObject, followObject } from '../kubernetes/follow-object.js';
import { webhookConfigurations } from '../kubernetes/webhook-configurations.js';
import { isUnregistered } from './plan-registration.js';
import {
  type MutatingWebhook,
  type MutatingWebhookConfiguration,
  toEntryName,
} from './render-webhook-configuration.js';

/** The webhook configuration as the API server has it. */
export interface FollowedWebhook extends FollowedObject<MutatingWebhookConfiguration> {
  /** Whether it was taken away on purpose since this replica started, so that it must not come back. */
  readonly isUnregistered: () => boolean;
}

/** Follows the webhook configuration, in every replica. */
export function followWebhook(options: {
  readonly client: KubeClient;
  readonly webhookName: string;
  readonly log: Logger;
  readonly onChange: () => void;
}): FollowedWebhook {
  let wasUnregistered = false;
  const followed = followObject({
    client: options.client,
    resource: webhookConfigurations,
    name: options.webhookName,
    log: options.log,
    onChange: () => {
      wasUnregistered ||= isUnregistered(followed.current());
      options.onChange();
    },
  });
  return { ...followed, isUnregistered: () => wasUnregistered };
}

/** Whether every entry of ours in a webhook configuration trusts the CA (PEM). */
export function trustsAuthority(live: MutatingWebhookConfiguration | undefined, authorityPem: string): boolean {
  const wanted = new X509Certificate(authorityPem).fingerprint256;
  return everyBundle(live, (bundle) => bundle.some((pem) => new X509Certificate(pem).fingerprint256 === wanted));
}

/** Whether API servers that follow this webhook configuration accept the certificate (PEM). */
export function acceptsCertificate(live: MutatingWebhookConfiguration | undefined, certPem: string): boolean {
  return everyBundle(live, (bundle) => bundle.some((pem) => isSignedBy(certPem, pem)));
}

/** The entries of a webhook configuration that are ours: their names begin with that of the object. */
export function ourEntries(live: MutatingWebhookConfiguration | undefined): readonly MutatingWebhook[] {
  const prefix = toEntryName(live?.metadata.name ?? '', '');
  return (live?.webhooks ?? []).filter(({ name }) => name.startsWith(prefix));
}

function everyBundle(
  live: MutatingWebhookConfiguration | undefined,
  check: (bundle: readonly string[]) => boolean,
): boolean {
  const bundles = ourEntries(live).map(({ clientConfig }) => clientConfig.caBundle ?? '');
  return bundles.length > 0 && [...new Set(bundles)].every((bundle) => isReadable(bundle, check));
}

function isReadable(bundle: string, check: (bundle: readonly string[]) => boolean): boolean {
  try {
    return check(splitPem(Buffer.from(bundle, 'base64').toString('utf8')));
  } catch {
    return false;
  }
}

import type { ListWatchState } from '@dogwatch/kube';
import type { Readiness } from '@dogwatch/service';
import type { WebhookReason } from './reasons.js';

/** What decides whether the API server can call this replica. */
export interface ReadinessInput {
  readonly hasCertificate: boolean;
  readonly certificate: ListWatchState;
  readonly webhook: ListWatchState;
  /** Whether anything is to be registered. */
  readonly isRegistrationWanted: boolean;
  readonly isRegistered: boolean;
  /** Whether the API server trusts the certificate that is served. */
  readonly isTrusted: boolean;
  readonly namespaces: ListWatchState;
}

/**
 * Ready means: a certificate is served, the webhook configuration is in place and trusts it, and the namespaces are known.
 * What was once known stays good while the API server is away.
 */
export function decideReadiness(input: ReadinessInput): Readiness {
  if (!input.hasCertificate)
    return notReady('NoCertificate', because('there is no certificate yet', input.certificate));
  if (!input.namespaces.synced)
    return notReady('NoNamespaces', because('the namespaces have not been listed yet', input.namespaces));
  if (!input.isRegistrationWanted) return { ok: true };
  if (!input.isRegistered)
    return notReady('NotRegistered', because('the webhook configuration is not in place', input.webhook));
  if (input.isTrusted) return { ok: true };
  return notReady('NotTrusted', 'the CA bundle of the webhook configuration does not hold the CA of the certificate');
}

function because(what: string, { lastError }: ListWatchState): string {
  return lastError === undefined ? what : `${what}: ${lastError.message}`;
}

function notReady(reason: WebhookReason, message: string): Readiness {
  return { ok: false, reason, message };
}

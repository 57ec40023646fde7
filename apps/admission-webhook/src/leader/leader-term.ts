import { X509Certificate } from 'node:crypto';
import type { KubeClient, KubeFailure } from '@dogwatch/kube';
import type { Logger } from '@dogwatch/telemetry';
import { splitPem, type Authority } from '../certificate/certificate-secrets.js';
import { type CertificateKeeper, type CertificateOptions, keepCertificates } from '../certificate/keep-certificates.js';
import { detectAks } from '../registration/detect-aks.js';
import { type FollowedWebhook, trustsAuthority } from '../registration/follow-webhook.js';
import { createRegistrationKeeper, type RegistrationKeeper } from '../registration/keep-registration.js';
import {
  type MutatingWebhookConfiguration,
  type RegistrationOptions,
  renderWebhookConfiguration,
} from '../registration/render-webhook-configuration.js';
import { type ReconcileLoop, type ReconcileOutcome, startReconcileLoop } from './reconcile-loop.js';

/** The two things a leader keeps; their names are those of the Datadog Cluster Agent's controllers. */
export type ControllerName = 'secrets' | 'webhooks';

/** What a leader works with. */
export interface LeaderTermOptions {
  readonly client: KubeClient;
  /** Undefined: somebody else makes the certificates. */
  readonly certificates: Omit<CertificateOptions, 'client' | 'log' | 'nowMillis'> | undefined;
  readonly registration: Omit<RegistrationOptions, 'hasAksSelectors'>;
  /** Undefined: to be found out. */
  readonly hasAksSelectors: boolean | undefined;
  readonly webhook: FollowedWebhook;
  readonly onReconciled: (controller: ControllerName, failure: KubeFailure | undefined) => void;
  readonly nowMillis: () => number;
  readonly log: Logger;
}

/** One term: certificates and registration are kept in place until it is stopped. */
export interface LeaderTerm {
  /** The webhook configuration may have changed. */
  wake(): void;
  stop(): Promise<void>;
}

const timing = { resyncMillis: 30_000, gapMillis: 50, retryMillis: 500 };

interface Term {
  readonly options: LeaderTermOptions;
  readonly certificates: CertificateKeeper | undefined;
  readonly registration: RegistrationKeeper;
  /** Has another look after that time. */
  readonly wakeAfter: (millis: number) => void;
  hasAksSelectors: boolean | undefined;
  /** Since when the webhook configuration has been seen with this CA, by a clock that does not jump. */
  trusted: { readonly cert: string; readonly sinceMillis: number } | undefined;
}

/** Starts a term. */
export function startLeaderTerm(options: LeaderTermOptions): LeaderTerm {
  const { client, log, nowMillis, webhook, registration } = options;
  let loop: ReconcileLoop | undefined;
  let timer: NodeJS.Timeout | undefined;
  const wake = (): void => loop?.wake();
  const term: Term = {
    options,
    certificates: options.certificates && keepCertificates({ ...options.certificates, client, log, nowMillis }, wake),
    registration: createRegistrationKeeper({
      client,
      live: webhook,
      log,
      webhookName: registration.plan.options.webhookName,
    }),
    wakeAfter: (millis) => {
      clearTimeout(timer);
      timer = setTimeout(wake, millis);
    },
    hasAksSelectors: options.hasAksSelectors,
    trusted: undefined,
  };
  loop = startReconcileLoop((signal) => reconcile(term, signal), timing);
  return {
    wake,
    stop: async () => {
      await loop?.stop();
      clearTimeout(timer);
      await term.certificates?.stop();
    },
  };
}

async function reconcile(term: Term, signal: AbortSignal): Promise<ReconcileOutcome> {
  const secrets = await look(term, 'secrets', async () => {
    const authority = term.certificates?.authority();
    return term.certificates?.reconcile(authority && trustedSince(term, authority));
  });
  // registered too early, the API server would call somebody it does not trust
  if (signal.aborted || term.certificates?.isComplete() === false) return secrets;
  const webhooks = await look(term, 'webhooks', async () => term.registration.reconcile(await toDesired(term, signal)));
  return secrets === 'failed' ? secrets : webhooks;
}

async function look(
  { options: { log, onReconciled } }: Term,
  controller: ControllerName,
  work: () => Promise<KubeFailure | 'repaired' | undefined>,
): Promise<ReconcileOutcome> {
  const result = await work().catch((error: unknown): KubeFailure => {
    log.error({ err: error, controller }, 'A reconciliation threw; this is a bug.');
    return {
      ok: false,
      reason: 'Unexpected',
      code: 0,
      message: error instanceof Error ? error.message : String(error),
    };
  });
  const isFailure = result !== undefined && result !== 'repaired';
  onReconciled(controller, isFailure ? result : undefined);
  return isFailure ? 'failed' : (result ?? 'done');
}

function trustedSince(term: Term, { cert }: Authority): number | undefined {
  const { webhook, nowMillis, certificates } = term.options;
  if (term.trusted?.cert !== cert) term.trusted = undefined;
  if (term.trusted === undefined && trustsAuthority(webhook.current(), cert)) {
    term.trusted = { cert, sinceMillis: performance.now() };
    // a leaf of the CA before is replaced then
    if (certificates !== undefined) term.wakeAfter(certificates.settleMillis + timing.gapMillis);
  }
  return term.trusted && nowMillis() - (performance.now() - term.trusted.sinceMillis);
}

async function toDesired(term: Term, signal: AbortSignal): Promise<MutatingWebhookConfiguration | undefined> {
  const { client, registration, webhook, nowMillis } = term.options;
  if (webhook.isUnregistered()) return undefined;
  term.hasAksSelectors ??= await detectAks(client, signal);
  const authority = term.certificates?.authority();
  const bundle = authority && toBundle(authority, nowMillis());
  return renderWebhookConfiguration({ ...registration, hasAksSelectors: term.hasAksSelectors ?? false }, bundle);
}

/** The CAs to trust, base64 of PEM: the one of now, and the one before until it ends. */
function toBundle({ cert, previous = '' }: Authority, nowMillis: number): string {
  const before = splitPem(previous).filter((pem) => Date.parse(new X509Certificate(pem).validTo) > nowMillis);
  return Buffer.from([cert.trim(), ...before, ''].join('\n')).toString('base64');
}

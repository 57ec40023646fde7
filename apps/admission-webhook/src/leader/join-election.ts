import type { AdmissionOptions } from '@dogwatch/admission';
import { type KubeClient, runLeaderElection } from '@dogwatch/kube';
import type { ServiceContext } from '@dogwatch/service';
import { toDnsNames } from '../certificate/dns-names.js';
import type { ServedCertificate } from '../certificate/serve-certificate.js';
import type { AdmissionWebhookConfig } from '../config.js';
import { rescan } from '../explain/rescan.js';
import { runProbes } from '../probe/run-probes.js';
import type { FollowedWebhook } from '../registration/follow-webhook.js';
import type { Rules } from '../review/rules.js';
import type { AdmissionMetrics } from '../telemetry/admission-metrics.js';
import { type LeaderTerm, startLeaderTerm } from './leader-term.js';

/** A part in the election of who keeps certificates and registration in place. */
export interface Leadership {
  readonly isLeader: () => boolean;
  /** Who leads as far as is known. */
  readonly leader: () => string | undefined;
  /** The webhook configuration may have changed. */
  readonly wake: () => void;
}

/** What `joinElection` needs. */
export interface ElectionOptions {
  readonly context: ServiceContext<AdmissionWebhookConfig>;
  readonly kube: KubeClient;
  readonly webhook: FollowedWebhook;
  readonly certificate: ServedCertificate;
  readonly metrics: AdmissionMetrics;
  readonly rules: Rules;
  readonly options: AdmissionOptions;
}

const hourMillis = 3_600_000;

/** Takes part in the election until the service ends; a term ends with its leadership. */
export function joinElection(parts: ElectionOptions): Leadership {
  const { context, kube } = parts;
  const { leaseDurationSeconds, leaseName, resourcesNamespace } = context.config;
  let term: LeaderTerm | undefined;
  let ended: Promise<unknown> = Promise.resolve();
  const election = runLeaderElection({
    client: kube,
    namespace: resourcesNamespace,
    name: `${leaseName}-${context.name}`,
    identity: context.instance,
    durationSeconds: leaseDurationSeconds,
    log: context.logger,
    onStarted: (signal) => {
      const started = startTerm(parts);
      const stopRescans = startRescans(parts, signal);
      const stopProbes = startProbes(parts);
      term = started;
      signal.addEventListener('abort', () => {
        stopRescans();
        stopProbes();
        if (term === started) term = undefined;
        ended = started.stop();
      });
    },
  });
  context.onShutdown('term', async () => void (await ended));
  context.onShutdown('election', () => election.stop());
  return { isLeader: () => election.isLeader(), leader: () => election.leader(), wake: () => term?.wake() };
}

function startTerm({ context, kube, webhook, certificate, metrics, rules, options }: ElectionOptions): LeaderTerm {
  const { config, logger: log } = context;
  const { resourcesNamespace: namespace, injectCaFrom, servicePort } = config;
  return startLeaderTerm({
    client: kube,
    webhook,
    log,
    nowMillis: rules.nowMillis,
    certificates:
      injectCaFrom === undefined
        ? {
            namespace,
            secretName: options.certificateSecretName,
            dnsNames: toDnsNames(options.serviceName, namespace),
            validityMillis: options.certificateValidityHours * hourMillis,
            renewBeforeMillis: options.certificateExpirationThresholdHours * hourMillis,
            settleMillis: config.settleSeconds * 1000,
            served: certificate.current,
          }
        : undefined,
    registration: { plan: rules.plan(), servicePort, injectCaFrom },
    hasAksSelectors: options.addAksSelectors || undefined,
    onReconciled: (controller, failure) => {
      metrics.reconciled(controller, failure === undefined);
      if (failure === undefined) return;
      const what = controller === 'secrets' ? 'the certificates' : 'the webhook configuration';
      log.warn(
        { controller, reason: failure.reason },
        `Cannot keep ${what} in place, trying again: ${failure.message}`,
      );
    },
  });
}

/** Proves from time to time that the API server calls us. Returns how to stop. */
function startProbes({ context, kube, metrics, options }: ElectionOptions): () => void {
  const { logger, health } = context;
  if (!options.probeEnabled) return () => undefined;
  const probes = runProbes({
    client: kube,
    namespace: context.config.resourcesNamespace,
    intervalMillis: options.probeIntervalSeconds * 1000,
    graceMillis: options.probeGracePeriodSeconds * 1000,
    onProbed: (outcome) => {
      metrics.probed(outcome.ok);
      if (outcome.ok) return;
      const advice = `Check the Service, its endpoints, and whether API servers may connect to port ${options.port} of the pods.`;
      logger.warn(
        { reason: outcome.reason },
        `The API server does not reach the webhooks: ${outcome.message}. ${advice}`,
      );
    },
  });
  const removePeer = health.addPeer('probe', probes.state);
  return () => {
    probes.stop();
    removePeer();
  };
}

/** Looks at the running pods from time to time. Returns how to stop. */
function startRescans({ context, kube, metrics, rules }: ElectionOptions, signal: AbortSignal): () => void {
  const { config, logger } = context;
  if (config.rescanSeconds <= 0) return () => undefined;
  let isRunning = false;
  const run = async (): Promise<void> => {
    const result = await rescan({ ...rules, client: kube }, undefined, signal);
    if (signal.aborted) return;
    if (!result.ok) {
      logger.warn({ reason: result.reason }, `The running pods could not be looked at: ${result.message}`);
      return;
    }
    const { checked, missing, pods } = result.value;
    metrics.rescanned(missing, checked);
    if (missing === 0) return;
    const examples = pods.slice(0, 5).map(({ namespace, name }) => `${namespace}/${name}`);
    logger.warn({ missing, checked, examples }, 'Running pods lack what they should have; restart them, or ask why.');
  };
  const begin = (): void => {
    if (isRunning) return;
    isRunning = true;
    run()
      .catch((error: unknown) => logger.error({ err: error }, 'Looking at the running pods failed; this is a bug.'))
      .finally(() => (isRunning = false));
  };
  const timer = setInterval(begin, config.rescanSeconds * 1000);
  return () => {
    clearInterval(timer);
    // what this replica once found is no news any more: the next leader tells
    metrics.rescanned(0, 0);
  };
}

import { type AdmissionPlan, compileAdmissionPlan, newOwnerCache, type ParsedOptions } from '@dogwatch/admission';
import { createKubeClient, type KubeClient, loadKubeConfig } from '@dogwatch/kube';
import { openNats, type ServiceContext } from '@dogwatch/service';
import { assembleResponder } from './assemble-responder.js';
import type { Leaf } from './certificate/certificate-secrets.js';
import { serveCertificate } from './certificate/serve-certificate.js';
import type { AdmissionWebhookConfig } from './config.js';
import type { Respond } from './http/respond.js';
import { joinElection } from './leader/join-election.js';
import { type FollowedNamespaces, followNamespaces } from './kubernetes/follow-namespaces.js';
import { followVersion } from './kubernetes/follow-version.js';
import { createOwnerFinder } from './owners/find-owner.js';
import { createMetadataReader } from './owners/read-owner.js';
import { followWebhook } from './registration/follow-webhook.js';
import type { Rules } from './review/rules.js';
import { type AdmissionMetrics, createAdmissionMetrics } from './telemetry/admission-metrics.js';
import { registerHealth } from './webhook-health.js';

type Context = ServiceContext<AdmissionWebhookConfig>;

/** A replica: its connections, what it follows, and what answers reviews. */
export interface WebhookRuntime {
  readonly respond: Respond;
  /** Calls the listener with the certificate of now, if there is one, and with each that takes its place. */
  readonly onCertificate: (listener: (certificate: Leaf) => void) => void;
}

const nowMillis = (): number => Date.now();
const maxOwners = 20_000;
const maxLookups = 200;
const ownerTimeoutMillis = 4000;

/** Starts a replica; everything it opens is closed with the service. Resolves at once, whoever may be away. */
export function startWebhookRuntime(context: Context, parsed: ParsedOptions): WebhookRuntime {
  const kube = openKube(context);
  const link = openNats(context);
  const plan = followPlan(context, parsed, kube);
  const { options } = parsed;
  const { logger: log, config, telemetry } = context;
  let listener: ((certificate: Leaf) => void) | undefined;
  const certificate = serveCertificate({
    client: kube,
    namespace: config.resourcesNamespace,
    secretName: options.certificateSecretName,
    log,
    onChange: (leaf) => listener?.(leaf),
  });
  context.onShutdown('certificate', () => certificate.stop());
  const certificateMillis = (): number | undefined => certificate.current()?.notAfterMillis;
  const metrics = createAdmissionMetrics(telemetry.registry, { certificateMillis, nowMillis });
  const webhook = followWebhook({
    client: kube,
    webhookName: options.webhookName,
    log,
    onChange: () => leadership.wake(),
  });
  context.onShutdown('webhook configuration', () => webhook.stop());
  const namespaces = followNamespaces(kube, log);
  context.onShutdown('namespaces', () => namespaces.stop());
  const rules = createRules(plan, kube, namespaces, metrics);
  const leadership = joinElection({ context, kube, webhook, certificate, metrics, rules, options });
  const parts = { context, kube, link, metrics, webhook, namespaces, certificate, leadership, rules };
  registerHealth(parts);
  return {
    respond: assembleResponder(parts),
    onCertificate: (take) => {
      listener = take;
      const present = certificate.current();
      if (present !== undefined) take(present);
    },
  };
}

function openKube(context: Context): KubeClient {
  const { config, env, name, version } = context;
  const connection = loadKubeConfig({ env, ...(config.kubeconfig !== undefined && { path: config.kubeconfig }) });
  const client = createKubeClient(connection, { userAgent: `dogwatch-${name}/${version}` });
  context.onShutdown('Kubernetes client', () => client.close());
  return client;
}

/** The plan, which depends on the version of the API server as soon as that is known. */
function followPlan(context: Context, parsed: ParsedOptions, kube: KubeClient): () => AdmissionPlan {
  const environment = {
    ownNamespace: context.config.resourcesNamespace,
    startTimeSeconds: Math.floor(nowMillis() / 1000),
  };
  let plan = compileAdmissionPlan(parsed, environment);
  const stop = followVersion(kube, (kubernetesVersion) => {
    if (kubernetesVersion === plan.environment.kubernetesVersion) return;
    plan = compileAdmissionPlan(parsed, { ...environment, kubernetesVersion });
  });
  context.onShutdown('version of the API server', stop);
  return () => plan;
}

function createRules(
  plan: () => AdmissionPlan,
  kube: KubeClient,
  namespaces: FollowedNamespaces,
  metrics: AdmissionMetrics,
): Rules {
  const { podOwnersCacheValidityMinutes } = plan().options;
  return {
    plan,
    nowMillis,
    namespaceLabels: namespaces.labelsOf,
    findOwner: createOwnerFinder({
      read: createMetadataReader(kube, ownerTimeoutMillis),
      cache: newOwnerCache(podOwnersCacheValidityMinutes * 60, maxOwners),
      maxLookups,
      nowMillis,
      onLookup: metrics.ownerLookedUp,
    }),
  };
}

import type { KubeClient } from '@dogwatch/kube';
import type { NatsLink } from '@dogwatch/nats';
import type { ServiceContext } from '@dogwatch/service';
import type { ServedCertificate } from './certificate/serve-certificate.js';
import type { AdmissionWebhookConfig } from './config.js';
import type { FollowedNamespaces } from './kubernetes/follow-namespaces.js';
import type { Leadership } from './leader/join-election.js';
import type { FollowedWebhook } from './registration/follow-webhook.js';
import type { Rules } from './review/rules.js';
import type { AdmissionMetrics } from './telemetry/admission-metrics.js';

/** The parts that the others are made of. */
export interface RuntimeParts {
  readonly context: ServiceContext<AdmissionWebhookConfig>;
  readonly kube: KubeClient;
  readonly link: NatsLink;
  readonly metrics: AdmissionMetrics;
  readonly webhook: FollowedWebhook;
  readonly namespaces: FollowedNamespaces;
  readonly certificate: ServedCertificate;
  readonly leadership: Leadership;
  readonly rules: Rules;
}

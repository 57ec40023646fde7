import { type ConfigOf, defineConfig, kubeEntries, leaderEntries, natsEntries } from '@dogwatch/service';

/** A day: timers do not count to any number, and fire at once beyond. */
const maxTimerSeconds = 86_400;

/** The variables of admission-webhook that are no option of the mutation itself; those are in `readAdmissionOptions`. */
export const admissionWebhookConfig = defineConfig({
  servicePort: {
    env: 'DD_ADMISSION_CONTROLLER_SERVICE_PORT',
    type: 'port',
    default: 443,
    doc: 'Port of the Service in front of the webhooks.',
  },
  settleSeconds: {
    env: 'DD_ADMISSION_CONTROLLER_CERTIFICATE_SETTLE_TIME',
    type: 'durationSeconds',
    default: 60,
    max: maxTimerSeconds,
    doc: 'How long API servers get to trust a new CA before a certificate signed by it is served.',
  },
  injectCaFrom: {
    env: 'DD_ADMISSION_CONTROLLER_CERTIFICATE_INJECT_CA_FROM',
    type: 'string',
    doc: '`NAMESPACE/CERTIFICATE` of cert-manager. Then cert-manager makes the certificate (in the Secret of `DD_ADMISSION_CONTROLLER_CERTIFICATE_SECRET_NAME`) and its injector fills in the CA bundle; nothing is made here.',
  },
  rescanSeconds: {
    env: 'DD_ADMISSION_CONTROLLER_RESCAN_INTERVAL',
    type: 'durationSeconds',
    default: 300,
    max: maxTimerSeconds,
    doc: 'Time between two looks for running pods that should have been changed and were not; 0 turns it off.',
  },
  allowsTls12: {
    env: 'DD_CLUSTER_AGENT_ALLOW_LEGACY_TLS',
    type: 'boolean',
    default: false,
    doc: 'Accept TLS 1.2 besides TLS 1.3.',
  },
  resourcesNamespace: {
    env: 'DD_KUBE_RESOURCES_NAMESPACE',
    aliases: ['DD_POD_NAMESPACE'],
    type: 'string',
    default: 'default',
    doc: 'Namespace of this release: of the Service, the Secrets and the Lease. Its pods are never changed.',
  },
  ...leaderEntries('admission-webhook'),
  ...kubeEntries,
  ...natsEntries,
});

/** The typed configuration. */
export type AdmissionWebhookConfig = ConfigOf<typeof admissionWebhookConfig.entries>;

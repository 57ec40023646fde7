import type { NatsOptions } from '@dogwatch/nats';
import type { Logger } from '@dogwatch/telemetry';
import { type ConfigOf, defineConfig } from './define-config.js';

/** The variables of every service that talks over NATS; spread them into its table. */
export const natsEntries = defineConfig({
  natsUrl: {
    env: 'NATS_URL',
    type: 'string',
    default: 'nats://127.0.0.1:4222',
    doc: 'NATS servers, separated by commas; `tls://` turns on TLS.',
  },
  natsRoot: {
    env: 'NATS_SUBJECT_ROOT',
    type: 'string',
    default: 'dogwatch',
    doc: 'First token of every NATS subject. Installations that share a NATS need different ones.',
  },
  natsUser: { env: 'NATS_USER', type: 'string', doc: 'NATS user.' },
  natsPassword: { env: 'NATS_PASSWORD', type: 'string', secret: true, doc: 'Password of the NATS user.' },
  natsToken: { env: 'NATS_TOKEN', type: 'string', secret: true, doc: 'NATS token, instead of a user.' },
  natsCredsFile: { env: 'NATS_CREDS_FILE', type: 'string', doc: 'Path of a NATS .creds file, instead of a user.' },
  natsNkeyFile: { env: 'NATS_NKEY_FILE', type: 'string', doc: 'Path of an nkey seed file, instead of a user.' },
  natsInboxPrefix: {
    env: 'NATS_INBOX_PREFIX',
    type: 'string',
    doc: 'Where replies arrive; default `_INBOX`. Set it where NATS users may only read their own inbox.',
  },
  natsCaFile: { env: 'NATS_CA_FILE', type: 'string', doc: 'PEM file of the authorities of the NATS server.' },
  natsCertFile: { env: 'NATS_CERT_FILE', type: 'string', doc: 'PEM file of our client certificate for NATS.' },
  natsKeyFile: { env: 'NATS_KEY_FILE', type: 'string', doc: 'PEM file of the key of our client certificate for NATS.' },
}).entries;

/** The variables of every service that talks to the Kubernetes API; spread them into its table. */
export const kubeEntries = defineConfig({
  kubeconfig: {
    env: 'KUBECONFIG',
    type: 'string',
    doc: 'Path of a kubeconfig. Without it: the ServiceAccount of the pod, else `~/.kube/config`.',
  },
}).entries;

/** The variables of every service of which one replica leads; spread them into its table. */
export function leaderEntries(app: string) {
  return defineConfig({
    leaseName: {
      env: 'DD_LEADER_LEASE_NAME',
      type: 'string',
      default: 'datadog-leader-election',
      doc: `The Lease is \`<this>-${app}\`.`,
    },
    leaseDurationSeconds: {
      env: 'DD_LEADER_LEASE_DURATION',
      type: 'durationSeconds',
      default: 15,
      min: 3,
      doc: 'How long a leader that went silent keeps the lease; it renews at two thirds of it at the latest.',
    },
  }).entries;
}

/** Where a service that calls Datadog's API as an organization finds its site and rotating keys; spread them into its table. */
export const datadogEntries = defineConfig({
  credentialsSecret: {
    env: 'DD_CREDENTIALS_SECRET',
    type: 'string',
    doc: 'Name of a Secret in the namespace of `DD_KUBE_RESOURCES_NAMESPACE` with the keys `api-key` and `app-key`; it is watched, so that keys rotate without a restart.',
  },
  site: {
    env: 'DD_SITE',
    type: 'string',
    default: 'datadoghq.com',
    doc: 'Datadog site, such as datadoghq.eu or us5.datadoghq.com.',
  },
}).entries;

/** The proxies on the way to Datadog; spread them into the table of a service that calls it. */
export const proxyEntries = defineConfig({
  proxyHttp: { env: 'DD_PROXY_HTTP', type: 'string', doc: 'Proxy for http:// endpoints; default `HTTP_PROXY`.' },
  proxyHttps: { env: 'DD_PROXY_HTTPS', type: 'string', doc: 'Proxy for https:// endpoints; default `HTTPS_PROXY`.' },
  proxyNoProxy: {
    env: 'DD_PROXY_NO_PROXY',
    type: 'stringList',
    default: [],
    doc: 'Hosts that are reached without a proxy; default `NO_PROXY`.',
  },
}).entries;

/** The values of these variables. */
export type NatsConfig = ConfigOf<typeof natsEntries>;

/** How to reach NATS by these variables. */
export function toNatsOptions(config: NatsConfig, name: string, log: Logger): NatsOptions {
  const { natsCaFile: caFile, natsCertFile: certFile, natsKeyFile: keyFile } = config;
  const hasTls = [caFile, certFile, keyFile].some((file) => file !== undefined);
  return {
    servers: config.natsUrl,
    root: config.natsRoot,
    name,
    log,
    user: config.natsUser,
    password: config.natsPassword,
    token: config.natsToken,
    credsFile: config.natsCredsFile,
    nkeyFile: config.natsNkeyFile,
    inboxPrefix: config.natsInboxPrefix,
    tls: hasTls ? { caFile, certFile, keyFile } : undefined,
  };
}

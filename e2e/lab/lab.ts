import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type DatadogSimulator,
  type DatadogSimulatorOptions,
  startDatadogSimulator,
} from '@dogwatch/datadog-simulator';
import { createKubeClient, type KubeClient, loadKubeConfig } from '@dogwatch/kube';
import { createTestCa, issueCertificate } from '@dogwatch/testing';
import { inject, vi } from 'vitest';
import { parse } from 'yaml';
import { type AppProcess, startApp } from './app-process.ts';
import { apply, type Manifest, parseManifests, send } from './apply.ts';
import { type Balancer, startBalancer } from './balancer.ts';
import { toAppRbac, toHpaReader } from './rbac.ts';

/** The keys every story uses; they must never show up anywhere. */
export const keys = { apiKey: 'c'.repeat(27) + '0dead', appKey: 'd'.repeat(35) + '1beef' };

/** What a story plays in: a namespace of its own on the shared control plane, a Datadog of its own, apps as processes. */
export interface Lab {
  readonly namespace: string;
  /** Administrator of the cluster. */
  readonly client: KubeClient;
  readonly kubeconfigPath: string;
  readonly natsUrl: string;
  readonly datadog: DatadogSimulator;
  /** The one port behind which `serve` and `serveWebhook` put replicas. */
  readonly balancer: Balancer;
  /** PEM of who signed the API's certificate. */
  readonly apiCaPath: string;
  apply(...manifests: readonly Manifest[]): Promise<void>;
  get<T = Manifest>(path: string): Promise<T>;
  startPoller(instance: string, env?: Readonly<Record<string, string>>): Promise<AppProcess>;
  startApi(instance: string, env?: Readonly<Record<string, string>>): Promise<AppProcess>;
  /** A replica of monitor-sync, which looks at Datadog every two seconds instead of every minute. */
  startSync(instance: string, env?: Readonly<Record<string, string>>): Promise<AppProcess>;
  /** A replica of the admission webhook; it registers itself under the Service of `serveWebhook`. */
  startWebhook(instance: string, env?: Readonly<Record<string, string>>): Promise<AppProcess>;
  /** Puts these replicas, and no others, behind the Service of the admission webhook. */
  serveWebhook(...replicas: readonly AppProcess[]): Promise<void>;
  /** Puts these replicas, and no others, behind the APIService of external.metrics.k8s.io. */
  serve(...replicas: readonly AppProcess[]): Promise<void>;
  /** A token of a ServiceAccount that is made when it is not there. */
  token(namespace: string, serviceAccount: string): Promise<string>;
  stop(): Promise<void>;
}

/** How a story differs. */
export interface LabOptions {
  readonly name: string;
  readonly natsUrl?: string;
  /** An administrator of another control plane than the shared one. */
  readonly kubeconfigPath?: string;
  readonly datadog?: DatadogSimulatorOptions;
}

const service = 'external-metrics-api';
const webhookService = 'datadog-admission-controller';
/** What is left of a lab outside of its namespace. */
const clusterWidePaths = [
  '/apis/apiregistration.k8s.io/v1/apiservices/v1beta1.external.metrics.k8s.io',
  '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/datadog-webhook',
];

/** Retries a check until it passes, for at most `seconds`. */
export function eventually<T>(check: () => T | Promise<T>, seconds = 30): Promise<T> {
  return vi.waitFor(check, { timeout: seconds * 1000, interval: 100 });
}

interface Kubeconfig {
  readonly clusters: readonly { readonly cluster: Readonly<Record<string, unknown>> }[];
}

async function requestToken(client: KubeClient, namespace: string, name: string): Promise<string> {
  const answer = (await send(client, 'POST', `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`, {
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 } },
  })) as { readonly status: { readonly token: string } };
  return answer.status.token;
}

function toTokenKubeconfig(adminKubeconfig: string, token: string): string {
  const admin = parse(adminKubeconfig) as Kubeconfig;
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'lab', cluster: admin.clusters[0]?.cluster }],
    users: [{ name: 'app', user: { token } }],
    contexts: [{ name: 'lab', context: { cluster: 'lab', user: 'app' } }],
    'current-context': 'lab',
  });
}

const crdFolder = 'charts/dogwatch/files/crds';

/** Makes the kinds of the chart known; the plurals narrow it down. */
export async function installCrds(client: KubeClient, ...plurals: readonly string[]): Promise<void> {
  const manifests = readdirSync(crdFolder)
    .flatMap((file) => parseManifests(readFileSync(join(crdFolder, file), 'utf8')))
    .filter(({ metadata }) => plurals.length === 0 || plurals.includes(pluralOf(metadata)));
  await apply(client, ...manifests);
  for (const { metadata } of manifests) {
    await eventually(() => send(client, 'GET', `/apis/datadoghq.com/v1alpha1/${pluralOf(metadata)}?limit=1`));
  }
}

function pluralOf({ name }: Manifest['metadata']): string {
  return name.split('.')[0] ?? name;
}

/** Deletes what monitor-sync kept, whose finalizers nobody takes away any more: the next lab begins with nothing. */
async function removeSynced(client: KubeClient): Promise<void> {
  const root = '/apis/datadoghq.com/v1alpha1';
  const body = { metadata: { finalizers: null } };
  const headers = { 'content-type': 'application/merge-patch+json' };
  for (const plural of ['datadogdashboards', 'datadoggenericresources', 'datadogmonitors', 'datadogslos']) {
    // an API server that has just started is not ready for every kind at once
    const list = (await eventually(() => send(client, 'GET', `${root}/${plural}`))) as {
      readonly items: readonly Manifest[];
    };
    const remove = async ({ metadata: { namespace, name } }: Manifest): Promise<void> => {
      const path = `${root}/namespaces/${namespace}/${plural}/${name}`;
      await send(client, 'PATCH', path, { body, headers });
      await send(client, 'DELETE', path).catch(() => undefined);
    };
    await Promise.all(list.items.map(remove));
  }
}

/** The certificate of the API for its Service's names, as the chart would have one made. */
async function writeCertificate(
  folder: string,
  namespace: string,
): Promise<{ readonly ca: string; readonly env: Record<string, string> }> {
  const ca = await createTestCa('external-metrics-ca');
  const host = `${service}.${namespace}.svc`;
  const leaf = await issueCertificate({ ca, commonName: host, dnsNames: [host, 'localhost'], ips: ['127.0.0.1'] });
  const files = { 'ca.crt': ca.certificate, 'tls.crt': leaf.certificate, 'tls.key': leaf.key };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o600 });
  return {
    ca: ca.certificate,
    env: {
      DD_EXTERNAL_METRICS_PROVIDER_CERT_FILE: join(folder, 'tls.crt'),
      DD_EXTERNAL_METRICS_PROVIDER_KEY_FILE: join(folder, 'tls.key'),
    },
  };
}

function toService(namespace: string, name: string, port: number): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: { type: 'ExternalName', externalName: 'localhost', ports: [{ name: 'https', port }] },
  };
}

function toRegistration(namespace: string, port: number, ca: string): Manifest[] {
  return [
    toService(namespace, service, port),
    {
      apiVersion: 'apiregistration.k8s.io/v1',
      kind: 'APIService',
      metadata: { name: 'v1beta1.external.metrics.k8s.io' },
      spec: {
        group: 'external.metrics.k8s.io',
        version: 'v1beta1',
        groupPriorityMinimum: 100,
        versionPriority: 100,
        caBundle: Buffer.from(ca).toString('base64'),
        service: { namespace, name: service, port },
      },
    },
  ];
}

/** Starts a lab; `stop` ends its processes and deletes its namespace. */
export async function startLab(options: LabOptions): Promise<Lab> {
  const { name: namespace, natsUrl = inject('natsUrl'), kubeconfigPath = inject('kubeconfigPath') } = options;
  const client = createKubeClient(loadKubeConfig({ path: kubeconfigPath }), { userAgent: 'story' });
  const folder = mkdtempSync(join(tmpdir(), `story-${namespace}-`));
  const datadog = await startDatadogSimulator({
    apiKeys: [keys.apiKey],
    applicationKeys: [keys.appKey],
    ...options.datadog,
  });
  const balancer: Balancer = await startBalancer();
  await installCrds(client);
  await apply(client, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, ...toHpaReader());
  for (const app of ['metrics-poller', 'external-metrics-api', 'admission-webhook', 'monitor-sync'])
    await apply(client, ...toAppRbac(app, namespace));
  const certificate = await writeCertificate(folder, namespace);
  const apps: AppProcess[] = [];

  const start = async (app: string, instance: string, env: Readonly<Record<string, string>>): Promise<AppProcess> => {
    const path = join(folder, `${instance}.kubeconfig`);
    // an instance that starts again has its token already, even when the API server is away
    if (!existsSync(path)) {
      const token = await requestToken(client, namespace, app);
      writeFileSync(path, toTokenKubeconfig(readFileSync(kubeconfigPath, 'utf8'), token), { mode: 0o600 });
    }
    const process = await startApp(app, {
      KUBECONFIG: path,
      NATS_URL: natsUrl,
      NATS_SUBJECT_ROOT: namespace,
      DD_POD_NAME: instance,
      DD_KUBE_RESOURCES_NAMESPACE: namespace,
      ...env,
    });
    apps.push(process);
    return process;
  };

  return {
    namespace,
    client,
    kubeconfigPath,
    natsUrl,
    datadog,
    balancer,
    apiCaPath: join(folder, 'ca.crt'),
    apply: (...manifests) => apply(client, ...manifests),
    get: <T>(path: string) => send(client, 'GET', path) as Promise<T>,
    startPoller: (instance, env = {}) =>
      start('metrics-poller', instance, {
        DD_API_KEY: keys.apiKey,
        DD_APP_KEY: keys.appKey,
        DD_EXTERNAL_METRICS_PROVIDER_ENDPOINT: datadog.url,
        DD_EXTERNAL_METRICS_PROVIDER_REFRESH_PERIOD: '2',
        DD_LEADER_LEASE_DURATION: '6',
        ...env,
      }),
    startApi: (instance, env = {}) =>
      start('external-metrics-api', instance, { DD_EXTERNAL_METRICS_PROVIDER_PORT: '0', ...certificate.env, ...env }),
    startSync: (instance, env = {}) =>
      start('monitor-sync', instance, {
        DD_API_KEY: keys.apiKey,
        DD_APP_KEY: keys.appKey,
        DD_DD_URL: datadog.url,
        DD_MONITOR_SYNC_PERIOD: '2',
        DD_MONITOR_STATUS_PERIOD: '2',
        DD_LEADER_LEASE_DURATION: '3',
        ...env,
      }),
    startWebhook: (instance, env = {}) =>
      start('admission-webhook', instance, {
        DD_ADMISSION_CONTROLLER_PORT: '0',
        DD_ADMISSION_CONTROLLER_SERVICE_PORT: String(balancer.port),
        DD_LEADER_LEASE_DURATION: '6',
        ...env,
      }),
    async serveWebhook(...replicas) {
      balancer.setBackends(replicas.flatMap(({ ports }) => ports.http ?? []));
      await apply(client, toService(namespace, webhookService, balancer.port));
    },
    async serve(...replicas) {
      balancer.setBackends(replicas.flatMap(({ ports }) => ports.http ?? []));
      await apply(client, ...toRegistration(namespace, balancer.port, certificate.ca));
    },
    async token(owner, serviceAccount) {
      await apply(client, {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name: serviceAccount, namespace: owner },
      });
      return requestToken(client, owner, serviceAccount);
    },
    async stop() {
      await Promise.all(apps.map((app) => app.stop()));
      await removeSynced(client);
      for (const path of [...clusterWidePaths, `/api/v1/namespaces/${namespace}`])
        await send(client, 'DELETE', path).catch(() => undefined);
      await Promise.all([datadog.stop(), balancer.stop(), client.close()]);
      rmSync(folder, { recursive: true });
    },
  };
}

import { crds } from '@dogwatch/crds';
import { type DatadogSimulator, startDatadogSimulator } from '@dogwatch/datadog-simulator';
import { coreResources, createKubeClient, defineResource, fixedConnection, type KubeClient } from '@dogwatch/kube';
import { type MonitorStateChanged, monitorStateChanged, monitorStateChangedSubject } from '@dogwatch/messages';
import type { SyncResource } from '@dogwatch/monitors';
import { connectNats, type NatsLink, startEmbeddedBroker } from '@dogwatch/nats';
import { type RunningService, startService } from '@dogwatch/service';
import { silentLogger } from '@dogwatch/telemetry';
import { type KubeSimulator, startKubeSimulator } from '@dogwatch/testing';
import { expect } from 'vitest';
import type { MonitorSyncConfig } from '../config.js';
import { eventually } from './eventually.js';
import { monitorSync } from '../service.js';

/** How a replica in tests differs from the usual one. */
export interface SyncStart {
  readonly env?: Readonly<Record<string, string>>;
  readonly instance?: string;
  /** Receives its log lines. */
  readonly lines?: string[];
}

const plurals = {
  DatadogDashboard: 'datadogdashboards',
  DatadogGenericResource: 'datadoggenericresources',
  DatadogMonitor: 'datadogmonitors',
  DatadogSLO: 'datadogslos',
} as const;

type Kind = keyof typeof plurals;
type GetResource = (kind: Kind, name: string) => Promise<SyncResource | undefined>;

const toResource = (kind: Kind) =>
  defineResource<SyncResource>({
    group: 'datadoghq.com',
    version: 'v1alpha1',
    plural: plurals[kind],
    kind,
    namespaced: true,
  });

/** The keys that the simulated Datadog takes. */
export const fixtureKeys = { apiKey: 'a'.repeat(32), appKey: 'b'.repeat(40) };

/** The spec of a monitor that nothing is wrong with. */
export function monitorSpec(name: string, rest: Readonly<Record<string, unknown>> = {}) {
  return { name, message: 'look', type: 'query alert', query: `avg(last_5m):avg:${name}.depth{*} > 5`, ...rest };
}

export type SyncFixture = Awaited<ReturnType<typeof startSyncFixture>>;

/** Everything that monitor-sync works with, simulated; no replica runs yet. */
export async function startSyncFixture() {
  const kube: KubeSimulator = await startKubeSimulator({ crds });
  const datadog: DatadogSimulator = await startDatadogSimulator({
    apiKeys: [fixtureKeys.apiKey],
    applicationKeys: [fixtureKeys.appKey],
  });
  const broker = await startEmbeddedBroker();
  const link: NatsLink = connectNats({ servers: broker.url, name: 'test', log: silentLogger });
  const client: KubeClient = createKubeClient(fixedConnection({ server: kube.url, token: kube.adminToken }));
  const access = createAccess(client);
  const changes = await collectChanges(link);
  const running: RunningService<MonitorSyncConfig>[] = [];
  const stopReplicas = async (): Promise<void> => {
    await Promise.all(running.splice(0).map((service) => service.stop()));
  };
  return {
    kube,
    client,
    datadog,
    link,
    /** All changes of state that were published, oldest first. */
    changes,
    async start({ env = {}, instance = 'sync-0', lines = [] }: SyncStart = {}) {
      const service = await startService(monitorSync, {
        write: (line) => void lines.push(line),
        env: { ...toEnv(kube, datadog, broker.url), DD_POD_NAME: instance, ...env },
      });
      running.push(service);
      return service;
    },
    ...access,
    ...createProbes(datadog, access.get),
    stopReplicas,
    async stop() {
      await stopReplicas();
      await Promise.all([link.stop(), client.close()]);
      await Promise.all([kube.stop(), datadog.stop(), broker.stop()]);
    },
  };
}

async function collectChanges(link: NatsLink): Promise<readonly MonitorStateChanged[]> {
  const changes: MonitorStateChanged[] = [];
  await link
    .subscribeJson(monitorStateChangedSubject, monitorStateChanged, (change) => void changes.push(change))
    .ready();
  return changes;
}

/** What a test does to resources of the namespace `default`. */
function createAccess(client: KubeClient) {
  return {
    apply: (kind: Kind, name: string, spec: unknown, annotations: Record<string, string> = {}) =>
      client.create(toResource(kind), { metadata: { name, namespace: 'default', annotations }, spec }),
    patch: (kind: Kind, name: string, body: object) =>
      client.patch(toResource(kind), { namespace: 'default', name }, { type: 'merge', body }),
    patchStatus: (kind: Kind, name: string, body: object) =>
      client.patchStatus(toResource(kind), { namespace: 'default', name }, { type: 'merge', body }),
    remove: (kind: Kind, name: string) => client.delete(toResource(kind), { namespace: 'default', name }),
    get: async (kind: Kind, name: string): Promise<SyncResource | undefined> => {
      const found = await client.get(toResource(kind), { namespace: 'default', name });
      return found.ok ? found.value : undefined;
    },
    /** The Events so far, `reason: message`. */
    async events(): Promise<string[]> {
      const found = await client.list(coreResources.events, { namespace: 'default' });
      return found.ok ? found.value.items.map(({ reason, message }) => `${reason}: ${message}`) : [];
    },
  };
}

/** What tests ask for again and again. */
function createProbes(datadog: DatadogSimulator, get: GetResource) {
  const statusOf = async (name: string, kind: Kind = 'DatadogMonitor') => (await get(kind, name))?.status ?? {};
  return {
    statusOf,
    /** Condition type to `Status/Reason`. */
    async conditionsOf(name: string): Promise<Record<string, string>> {
      const { conditions = [] } = await statusOf(name);
      return Object.fromEntries(conditions.map(({ type, status, reason }) => [type, `${status}/${reason}`]));
    },
    /** Waits for the id of a monitor. */
    created: (name: string): Promise<number> =>
      eventually(async () => {
        const { id } = await statusOf(name);
        expect(id).toBeGreaterThan(0);
        return Number(id);
      }),
    /** How many creates were sent. */
    posts: (): number => datadog.calls.list().filter(({ method }) => method === 'POST').length,
    monitorOf: (id: number) => datadog.monitors.get(id),
  };
}

function toEnv(kube: KubeSimulator, datadog: DatadogSimulator, natsUrl: string): Record<string, string> {
  return {
    DD_API_KEY: fixtureKeys.apiKey,
    DD_APP_KEY: fixtureKeys.appKey,
    DD_DD_URL: datadog.url,
    DD_MONITOR_SYNC_PERIOD: '1',
    DD_MONITOR_STATUS_PERIOD: '1',
    DD_MONITOR_CALL_TIMEOUT: '2',
    DD_HEALTH_PORT: '0',
    DD_METRICS_PORT: '0',
    DD_BIND_HOST: '127.0.0.1',
    KUBECONFIG: kube.kubeconfigPath,
    NATS_URL: natsUrl,
  };
}

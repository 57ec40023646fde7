import {
  type ConfigOf,
  datadogEntries,
  defineConfig,
  kubeEntries,
  leaderEntries,
  natsEntries,
  proxyEntries,
} from '@dogwatch/service';

/** Every variable of monitor-sync, besides those every service has. */
export const monitorSyncConfig = defineConfig(
  {
    apiKey: {
      env: 'DD_API_KEY',
      type: 'string',
      secret: true,
      isFollowed: true,
      doc: 'Datadog API key. It may also be in a file (`DD_API_KEY_FILE`) or a Secret (`DD_CREDENTIALS_SECRET`), which are read again, so that keys rotate without a restart.',
    },
    appKey: {
      env: 'DD_APP_KEY',
      type: 'string',
      secret: true,
      isFollowed: true,
      doc: 'Datadog application key; it needs the scopes that read and write what the resources ask for: monitors_read, monitors_write, slos_read, slos_write, dashboards_read, dashboards_write. As for `DD_API_KEY`, from a file or a Secret.',
    },
    ...datadogEntries,
    url: {
      env: 'DD_DD_URL',
      aliases: ['DD_URL'],
      type: 'string',
      doc: 'Base URL of the Datadog API; default: `https://api.<site>`.',
    },
    syncPeriodSeconds: {
      env: 'DD_MONITOR_SYNC_PERIOD',
      type: 'durationSeconds',
      default: 60,
      min: 1,
      doc: 'Time between two looks at all objects in Datadog: how long drift and new states may take to be seen.',
    },
    statusPeriodSeconds: {
      env: 'DD_MONITOR_STATUS_PERIOD',
      type: 'durationSeconds',
      default: 60,
      min: 1,
      doc: 'How often a status is written only because its time of the last look moved; what is new is written at once.',
    },
    maxConcurrentCalls: {
      env: 'DD_MONITOR_MAX_CONCURRENT_CALLS',
      type: 'int',
      default: 8,
      min: 1,
      max: 64,
      doc: 'Most calls to Datadog in flight.',
    },
    callTimeoutSeconds: {
      env: 'DD_MONITOR_CALL_TIMEOUT',
      type: 'durationSeconds',
      default: 15,
      min: 1,
      doc: 'How long a call to Datadog may take. A create that takes longer is looked for before another one is sent.',
    },
    watchNamespaces: {
      env: 'WATCH_NAMESPACE',
      type: 'stringList',
      default: [],
      doc: 'Namespaces whose resources are kept in Datadog; empty: all.',
    },
    monitorNamespaces: {
      env: 'DD_MONITOR_WATCH_NAMESPACE',
      type: 'stringList',
      default: [],
      doc: 'Namespaces of DatadogMonitors; default `WATCH_NAMESPACE`.',
    },
    sloNamespaces: {
      env: 'DD_SLO_WATCH_NAMESPACE',
      type: 'stringList',
      default: [],
      doc: 'Namespaces of DatadogSLOs; default `WATCH_NAMESPACE`.',
    },
    dashboardNamespaces: {
      env: 'DD_DASHBOARD_WATCH_NAMESPACE',
      type: 'stringList',
      default: [],
      doc: 'Namespaces of DatadogDashboards; default `WATCH_NAMESPACE`.',
    },
    genericResourceNamespaces: {
      env: 'DD_GENERIC_RESOURCE_WATCH_NAMESPACE',
      type: 'stringList',
      default: [],
      doc: 'Namespaces of DatadogGenericResources; default `WATCH_NAMESPACE`.',
    },
    resourcesNamespace: {
      env: 'DD_KUBE_RESOURCES_NAMESPACE',
      type: 'string',
      doc: 'Namespace of the Lease and of the credentials Secret; default `DD_POD_NAMESPACE`, else `default`.',
    },
    podNamespace: { env: 'DD_POD_NAMESPACE', type: 'string', doc: 'Namespace of this pod.' },
    ...leaderEntries('monitor-sync'),
    ...kubeEntries,
    ...natsEntries,
    ...proxyEntries,
  },
  {
    ignored: {
      DD_MONITOR_FORCE_SYNC_PERIOD: 'every look compares definitions, so nothing is forced',
      DD_SLO_FORCE_SYNC_PERIOD: 'every look compares definitions, so nothing is forced',
      DD_DASHBOARD_FORCE_SYNC_PERIOD: 'every look compares definitions, so nothing is forced',
      DD_GENERIC_RESOURCE_FORCE_SYNC_PERIOD: 'every look compares definitions, so nothing is forced',
      DD_GENERIC_RESOURCE_REQUEUE_PERIOD: 'DD_MONITOR_SYNC_PERIOD is for all kinds',
    },
  },
);

/** The configuration of monitor-sync, typed. */
export type MonitorSyncConfig = ConfigOf<typeof monitorSyncConfig.entries>;

/** Where the Lease and the credentials Secret live. */
export function toResourcesNamespace(config: Pick<MonitorSyncConfig, 'podNamespace' | 'resourcesNamespace'>): string {
  return config.resourcesNamespace ?? config.podNamespace ?? 'default';
}

/** The namespaces to watch for a kind; empty stands for all. */
export function toWatchedNamespaces(config: MonitorSyncConfig, kind: string): readonly string[] {
  const own: Readonly<Record<string, readonly string[]>> = {
    DatadogDashboard: config.dashboardNamespaces,
    DatadogGenericResource: config.genericResourceNamespaces,
    DatadogMonitor: config.monitorNamespaces,
    DatadogSLO: config.sloNamespaces,
  };
  const named = own[kind] ?? [];
  return named.length > 0 ? named : config.watchNamespaces;
}

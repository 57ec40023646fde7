import {
  type ConfigOf,
  datadogEntries,
  defineConfig,
  kubeEntries,
  leaderEntries,
  natsEntries,
  proxyEntries,
} from '@dogwatch/service';
import { z } from 'zod';
import { orgSettings } from './orgs/org-settings.js';

const endpoint = z.object({
  site: z.string().optional(),
  url: z.string().optional(),
  api_key: z.string(),
  app_key: z.string(),
});

/** Every variable of metrics-poller, besides those every service has. */
export const metricsPollerConfig = defineConfig(
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
      doc: 'Datadog application key; it needs the scope timeseries_query. As for `DD_API_KEY`, from a file or a Secret.',
    },
    providerApiKey: {
      env: 'DD_EXTERNAL_METRICS_PROVIDER_API_KEY',
      type: 'string',
      secret: true,
      doc: 'API key for queries alone, instead of `DD_API_KEY`; or the path of a file with it, `DD_EXTERNAL_METRICS_PROVIDER_API_KEY_FILE`.',
    },
    providerAppKey: {
      env: 'DD_EXTERNAL_METRICS_PROVIDER_APP_KEY',
      type: 'string',
      secret: true,
      doc: 'Application key for queries alone, instead of `DD_APP_KEY`; or the path of a file with it, `DD_EXTERNAL_METRICS_PROVIDER_APP_KEY_FILE`.',
    },
    ...datadogEntries,
    endpoint: {
      env: 'DD_EXTERNAL_METRICS_PROVIDER_ENDPOINT',
      type: 'string',
      doc: 'Base URL of the Datadog API; default: `DATADOG_HOST`, else `https://api.<site>`.',
    },
    datadogHost: {
      env: 'DATADOG_HOST',
      type: 'string',
      doc: 'Base URL of the Datadog API where `DD_EXTERNAL_METRICS_PROVIDER_ENDPOINT` is not set.',
    },
    endpoints: {
      env: 'DD_EXTERNAL_METRICS_PROVIDER_ENDPOINTS',
      type: 'json',
      schema: z.array(endpoint),
      default: [],
      secret: true,
      doc: 'JSON list of further endpoints `{site or url, api_key, app_key}`, tried in this order when the first one fails.',
    },
    orgs: {
      env: 'DD_ORGS',
      type: 'json',
      schema: orgSettings,
      default: [],
      secret: true,
      doc: 'JSON list of further organizations whose queries others may want polled: `{name, site or url}` and the keys, as `api_key` and `app_key`, as a `folder` with the files `api-key` and `app-key` (and `site`), or as a `secret` of these names in the namespace of `DD_KUBE_RESOURCES_NAMESPACE`; files and Secrets are read again, so that keys rotate without a restart. `default` is the organization of `DD_API_KEY`.',
    },
    wantsLimit: {
      env: 'DD_METRIC_WANTS_LIMIT',
      type: 'int',
      default: 2000,
      min: 0,
      doc: 'Most queries that are polled because others want them, such as keda-scaler; further ones are refused.',
    },
    refreshPeriodSeconds: {
      env: 'DD_EXTERNAL_METRICS_PROVIDER_REFRESH_PERIOD',
      type: 'durationSeconds',
      default: 30,
      min: 1,
      doc: 'Time between two queries of a metric.',
    },
    batchWindowSeconds: {
      env: 'DD_EXTERNAL_METRICS_PROVIDER_BATCH_WINDOW',
      type: 'durationSeconds',
      default: 0.1,
      doc: 'How long metrics that have become active wait for others to share their first request.',
    },
    maxAgeSeconds: {
      env: 'DD_EXTERNAL_METRICS_PROVIDER_MAX_AGE',
      type: 'durationSeconds',
      default: 120,
      min: 1,
      doc: 'How old a data point may be, unless the DatadogMetric says otherwise.',
    },
    queryValidityPeriodSeconds: {
      env: 'DD_EXTERNAL_METRICS_PROVIDER_QUERY_VALIDITY_PERIOD',
      type: 'durationSeconds',
      default: 30,
      doc: 'How much older a value may be when it is served.',
    },
    maxTimeWindowSeconds: {
      env: 'DD_EXTERNAL_METRICS_PROVIDER_MAX_TIME_WINDOW',
      type: 'durationSeconds',
      default: 86_400,
      min: 1,
      doc: 'Longest query window.',
    },
    bucketSizeSeconds: {
      env: 'DD_EXTERNAL_METRICS_PROVIDER_BUCKET_SIZE',
      type: 'durationSeconds',
      default: 300,
      min: 1,
      doc: 'Shortest query window; a wide one lets more metrics share a request.',
    },
    rollupSeconds: {
      env: 'DD_EXTERNAL_METRICS_PROVIDER_ROLLUP',
      type: 'durationSeconds',
      default: 30,
      min: 1,
      doc: 'Rollup of the queries that are made from plain metric names.',
    },
    aggregator: {
      env: 'DD_EXTERNAL_METRICS_AGGREGATOR',
      type: 'enum',
      values: ['avg', 'sum', 'min', 'max'],
      default: 'avg',
      doc: 'Aggregator of the queries that are made from plain metric names.',
    },
    wpaController: {
      env: 'DD_EXTERNAL_METRICS_PROVIDER_WPA_CONTROLLER',
      type: 'boolean',
      default: false,
      doc: 'Also watch WatermarkPodAutoscalers.',
    },
    enableAutogen: {
      env: 'DD_EXTERNAL_METRICS_PROVIDER_ENABLE_DATADOGMETRIC_AUTOGEN',
      type: 'boolean',
      default: true,
      doc: 'Generate a DatadogMetric for each plain metric name an autoscaler uses.',
    },
    autogenLabelSelector: {
      env: 'DD_EXTERNAL_METRICS_PROVIDER_AUTOSCALER_AUTOGEN_LABEL_SELECTOR',
      aliases: ['DD_EXTERNAL_METRICS_PROVIDER_HPA_LABEL_SELECTOR'],
      type: 'string',
      default: '',
      doc: 'Generate only for autoscalers whose labels match this selector. References to DatadogMetrics always count.',
    },
    chunkSize: {
      env: 'DD_EXTERNAL_METRICS_PROVIDER_CHUNK_SIZE',
      type: 'int',
      default: 35,
      min: 1,
      max: 500,
      doc: 'Most queries in one request.',
    },
    maxParallelQueries: {
      env: 'DD_EXTERNAL_METRICS_PROVIDER_MAX_PARALLEL_QUERIES',
      type: 'int',
      default: 10,
      doc: 'Most requests in flight; 0 and everything above 300 count as 300.',
    },
    splitBatchesWithBackoff: {
      env: 'DD_EXTERNAL_METRICS_PROVIDER_SPLIT_BATCHES_WITH_BACKOFF',
      type: 'boolean',
      default: false,
      doc: 'Ask for a metric that failed alone and ever more rarely (30 s to 30 min).',
    },
    resourcesNamespace: {
      env: 'DD_KUBE_RESOURCES_NAMESPACE',
      type: 'string',
      doc: 'Namespace of generated DatadogMetrics, of the Lease and of the credentials Secret; default `DD_POD_NAMESPACE`, else `default`.',
    },
    podNamespace: { env: 'DD_POD_NAMESPACE', type: 'string', doc: 'Namespace of this pod.' },
    clusterName: {
      env: 'DD_CLUSTER_NAME',
      type: 'string',
      doc: 'Value of `%%tag_kube_cluster_name%%` in queries.',
    },
    ...leaderEntries('metrics-poller'),
    ...kubeEntries,
    ...natsEntries,
    ...proxyEntries,
  },
  {
    ignored: {
      DD_EXTERNAL_METRICS_PROVIDER_ENABLED: 'running this app is the switch',
      DD_EXTERNAL_METRICS_PROVIDER_USE_DATADOGMETRIC_CRD: 'DatadogMetrics are always used',
      DD_EXTERNAL_METRICS_PROVIDER_NUM_WORKERS: 'status is written by a fixed number of concurrent writers',
      DD_EXTERNAL_METRICS_PROVIDER_CONFIG: 'there is no generic API server whose flags it would set',
      DD_EXTERNAL_METRICS_PROVIDER_STARTUP_RETRIES: 'it starts whoever is away, and keeps trying',
      DD_EXTERNAL_METRICS_PROVIDER_STARTUP_RETRY_DELAY: 'it starts whoever is away, and keeps trying',
      DD_EXTERNAL_METRICS_PROVIDER_STARTUP_RETRY_MAX_DELAY: 'it starts whoever is away, and keeps trying',
      DD_KUBERNETES_INFORMERS_RESYNC_PERIOD: 'watches follow every change, and each period compares everything',
      DD_HPA_CONFIGMAP_NAME: 'the ConfigMap mode does not exist here; DatadogMetrics hold the state',
    },
  },
);

type Entries = ConfigOf<typeof metricsPollerConfig.entries>;

/** Where generated DatadogMetrics, the Lease and the credentials Secret live. */
export function toResourcesNamespace(config: Pick<Entries, 'podNamespace' | 'resourcesNamespace'>): string {
  return config.resourcesNamespace ?? config.podNamespace ?? 'default';
}

import { type ConfigOf, defineConfig, kubeEntries, natsEntries } from '@dogwatch/service';

/** Every variable of external-metrics-api, besides those every service has. */
export const externalMetricsApiConfig = defineConfig(
  {
    port: {
      env: 'DD_EXTERNAL_METRICS_PROVIDER_PORT',
      type: 'port',
      default: 8443,
      doc: 'HTTPS port of the API external.metrics.k8s.io.',
    },
    certFile: {
      env: 'DD_EXTERNAL_METRICS_PROVIDER_CERT_FILE',
      type: 'string',
      doc: 'PEM file of the serving certificate and its chain, read again when it changes. Without it a certificate is made at each start, which the APIService cannot verify.',
    },
    keyFile: {
      env: 'DD_EXTERNAL_METRICS_PROVIDER_KEY_FILE',
      type: 'string',
      doc: 'PEM file of the key of the serving certificate.',
    },
    serviceNames: {
      env: 'DD_EXTERNAL_METRICS_PROVIDER_SERVICE_NAMES',
      type: 'stringList',
      default: ['external-metrics-api'],
      doc: 'Services in front of this server, aliases included; the self-made certificate is valid for them.',
    },
    allowsTls12: {
      env: 'DD_CLUSTER_AGENT_ALLOW_LEGACY_TLS',
      type: 'boolean',
      default: false,
      doc: 'Accept TLS 1.2 besides TLS 1.3.',
    },
    statusCodes: {
      env: 'DD_EXTERNAL_METRICS_PROVIDER_STATUS_CODES',
      type: 'enum',
      values: ['precise', 'datadog'],
      default: 'precise',
      doc: '`precise`: 404 for an unknown metric, 400 for a bad reference, 422 when Datadog has no data, else 500. `datadog`: always 500, as the Datadog Cluster Agent.',
    },
    namespaceIsolation: {
      env: 'DD_EXTERNAL_METRICS_PROVIDER_NAMESPACE_ISOLATION',
      type: 'boolean',
      default: false,
      doc: 'Refuse `datadogmetric@` references to another namespace than that of the autoscaler.',
    },
    maxAgeSeconds: {
      env: 'DD_EXTERNAL_METRICS_PROVIDER_MAX_AGE',
      type: 'durationSeconds',
      default: 120,
      min: 1,
      doc: 'How old a data point may be, unless the DatadogMetric says otherwise. The same as in metrics-poller.',
    },
    queryValidityPeriodSeconds: {
      env: 'DD_EXTERNAL_METRICS_PROVIDER_QUERY_VALIDITY_PERIOD',
      type: 'durationSeconds',
      default: 30,
      doc: 'How much older than its maximum age a value may be while it is served.',
    },
    rollupSeconds: {
      env: 'DD_EXTERNAL_METRICS_PROVIDER_ROLLUP',
      type: 'durationSeconds',
      default: 30,
      min: 1,
      doc: 'Rollup of the queries made from plain metric names. The same as in metrics-poller.',
    },
    aggregator: {
      env: 'DD_EXTERNAL_METRICS_AGGREGATOR',
      type: 'enum',
      values: ['avg', 'sum', 'min', 'max'],
      default: 'avg',
      doc: 'Aggregator of the queries made from plain metric names. The same as in metrics-poller.',
    },
    snapshotRefreshSeconds: {
      env: 'DD_EXTERNAL_METRICS_PROVIDER_LOCAL_COPY_REFRESH_RATE',
      type: 'durationSeconds',
      default: 30,
      min: 1,
      doc: 'Time between two snapshots of all values while no event is missed.',
    },
    resourcesNamespace: {
      env: 'DD_KUBE_RESOURCES_NAMESPACE',
      aliases: ['DD_POD_NAMESPACE'],
      type: 'string',
      default: 'default',
      doc: 'Namespace of generated DatadogMetrics and of the Services in front of this server.',
    },
    ...kubeEntries,
    ...natsEntries,
  },
  {
    ignored: {
      DD_EXTERNAL_METRICS_PROVIDER_ENABLED: 'running this app is the switch',
      DD_EXTERNAL_METRICS_PROVIDER_USE_DATADOGMETRIC_CRD: 'DatadogMetrics are always used',
      DD_EXTERNAL_METRICS_PROVIDER_NUM_WORKERS: 'there is no work queue; values are taken as they arrive',
      DD_EXTERNAL_METRICS_PROVIDER_CONFIG: 'there is no generic API server whose flags it would set',
      DD_HPA_CONFIGMAP_NAME: 'the ConfigMap mode does not exist here; DatadogMetrics hold the state',
    },
  },
);

/** The typed configuration. */
export type ExternalMetricsApiConfig = ConfigOf<typeof externalMetricsApiConfig.entries>;

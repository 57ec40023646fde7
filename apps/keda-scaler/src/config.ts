import { type ConfigOf, defineConfig, natsEntries } from '@dogwatch/service';

/** Every variable of keda-scaler, besides those every service has. */
export const kedaScalerConfig = defineConfig({
  port: {
    env: 'DD_KEDA_SCALER_PORT',
    type: 'port',
    default: 9090,
    doc: 'gRPC port, which `scalerAddress` of the triggers names.',
  },
  certFile: {
    env: 'DD_KEDA_SCALER_CERT_FILE',
    type: 'string',
    doc: 'PEM file of the serving certificate and its chain, read again when it changes. Without it gRPC is not encrypted; triggers then must not set `enableTLS`.',
  },
  keyFile: {
    env: 'DD_KEDA_SCALER_KEY_FILE',
    type: 'string',
    doc: 'PEM file of the key of the serving certificate.',
  },
  clientCaFile: {
    env: 'DD_KEDA_SCALER_CLIENT_CA_FILE',
    type: 'string',
    doc: 'PEM file of the authorities that sign certificates of clients, read again when it changes. With it, only clients with such a certificate are let in (`tlsClientCert` and `tlsClientKey` of the TriggerAuthentication).',
  },
  firstWaitSeconds: {
    env: 'DD_KEDA_SCALER_FIRST_WAIT',
    type: 'durationSeconds',
    default: 2,
    min: 0,
    max: 10,
    doc: 'How long a call may wait for the first answer to a query that nobody has asked for before. Afterwards everything is answered from memory.',
  },
  maxQueries: {
    env: 'DD_KEDA_SCALER_MAX_QUERIES',
    type: 'int',
    default: 10_000,
    min: 1,
    doc: 'Most different queries that are remembered; triggers beyond that are refused with RESOURCE_EXHAUSTED.',
  },
  maxStreams: {
    env: 'DD_KEDA_SCALER_MAX_STREAMS',
    type: 'int',
    default: 10_000,
    min: 1,
    doc: 'Most streams (StreamIsActive, StreamMetricSpec, health) that are open at once; two for each trigger of the type external-push.',
  },
  streamLifetimeSeconds: {
    env: 'DD_KEDA_SCALER_STREAM_LIFETIME',
    type: 'durationSeconds',
    default: 600,
    min: 1,
    max: 86_400,
    doc: 'A stream is ended in good order after about this time, so that KEDA spreads its streams over new replicas.',
  },
  snapshotRefreshSeconds: {
    env: 'DD_EXTERNAL_METRICS_PROVIDER_LOCAL_COPY_REFRESH_RATE',
    type: 'durationSeconds',
    default: 30,
    min: 1,
    doc: 'Time between two snapshots of the values of all DatadogMetrics while no event is missed.',
  },
  ...natsEntries,
});

/** The typed configuration. */
export type KedaScalerConfig = ConfigOf<typeof kedaScalerConfig.entries>;

import { type ConfigOf, defineConfig, natsEntries } from '@dogwatch/service';
import { z } from 'zod';

const mebibyte = 1024 * 1024;

const lists = z.record(z.string(), z.array(z.string()));

/** Every variable of log-preprocessor, besides those every service has. */
export const logPreprocessorConfig = defineConfig({
  httpPort: {
    env: 'DD_LOG_PREPROCESSOR_HTTP_PORT',
    type: 'port',
    default: 8080,
    doc: 'Port of the HTTP intake: `/api/v2/logs`, `/v1/input`, and OTLP at `/v1/logs`.',
  },
  tcpPort: {
    env: 'DD_LOG_PREPROCESSOR_TCP_PORT',
    type: 'port',
    doc: 'Port of the TCP intake, one log per line, such as 10516; it does not listen when not set.',
  },
  acceptedKeys: {
    env: 'DD_LOG_PREPROCESSOR_API_KEYS',
    type: 'stringList',
    secret: true,
    default: [],
    doc: 'API keys that senders may use. Without any, nobody needs one.',
  },
  maxBufferedBytes: {
    env: 'DD_LOG_PREPROCESSOR_MAX_BUFFERED_BYTES',
    type: 'int',
    default: 64 * mebibyte,
    min: 6 * mebibyte,
    doc: 'Bytes of requests in memory at once; beyond it requests are answered with 429.',
  },
  queue: {
    env: 'DD_LOG_PREPROCESSOR_QUEUE',
    type: 'enum',
    values: ['jetstream', 'none'],
    default: 'jetstream',
    doc: '`jetstream`: accepted logs wait in NATS until the sink has them. `none`: whoever sends logs waits until the sink has them.',
  },
  queueMaxBytes: {
    env: 'DD_LOG_PREPROCESSOR_QUEUE_MAX_BYTES',
    type: 'int',
    default: 1024 * mebibyte,
    min: mebibyte,
    doc: 'Bytes of logs that may wait in the queue; beyond it requests are answered with 429.',
  },
  queueReplicas: {
    env: 'DD_LOG_PREPROCESSOR_QUEUE_REPLICAS',
    type: 'int',
    default: 1,
    min: 1,
    max: 5,
    doc: 'Copies of the queue on the servers of a NATS cluster.',
  },
  queueStorage: {
    env: 'DD_LOG_PREPROCESSOR_QUEUE_STORAGE',
    type: 'enum',
    values: ['file', 'memory'],
    default: 'file',
    doc: 'Where NATS keeps the queue. What is in memory is lost with the server.',
  },
  queueSubjects: {
    env: 'DD_LOG_PREPROCESSOR_QUEUE_SUBJECTS',
    type: 'stringList',
    default: [],
    doc: 'Further NATS subjects whose messages are logs, in the form of a request body; wildcards are fine.',
  },
  maxInFlight: {
    env: 'DD_LOG_PREPROCESSOR_MAX_IN_FLIGHT',
    type: 'int',
    default: 32,
    min: 1,
    max: 1000,
    doc: 'Batches of the queue that a replica works on at once.',
  },
  ackWaitSeconds: {
    env: 'DD_LOG_PREPROCESSOR_ACK_WAIT',
    type: 'durationSeconds',
    default: 30,
    min: 1,
    doc: 'After so long without a sign of life the batches of a replica go to others.',
  },
  maxDeliveries: {
    env: 'DD_LOG_PREPROCESSOR_MAX_DELIVERIES',
    type: 'int',
    default: 20,
    min: 2,
    doc: 'A batch that comes back more often is kept as dead letters.',
  },
  deadLetterMaxBytes: {
    env: 'DD_LOG_PREPROCESSOR_DEAD_LETTER_MAX_BYTES',
    type: 'int',
    default: 256 * mebibyte,
    min: mebibyte,
    doc: 'Bytes of logs kept that cannot be delivered: in NATS, where the oldest make room, or in `DD_LOG_PREPROCESSOR_DEAD_LETTER_FILE`.',
  },
  deadLetterFile: {
    env: 'DD_LOG_PREPROCESSOR_DEAD_LETTER_FILE',
    type: 'string',
    doc: 'File for logs that cannot be delivered, one JSON line for each batch; where there is no queue, and instead of NATS where there is.',
  },
  acceptTimeoutSeconds: {
    env: 'DD_LOG_PREPROCESSOR_ACCEPT_TIMEOUT',
    type: 'durationSeconds',
    default: 10,
    min: 1,
    doc: 'How long a request may wait until its logs are safe; then it is answered with 503.',
  },
  sink: {
    env: 'DD_LOG_PREPROCESSOR_SINK',
    type: 'enum',
    values: ['datadog', 'nats', 'stdout', 'file'],
    default: 'datadog',
    doc: 'Where processed logs go: the intake of Datadog, NATS (`<root>.v1.log.processed.<service>`), standard output or a file.',
  },
  sinkPath: { env: 'DD_LOG_PREPROCESSOR_SINK_PATH', type: 'string', doc: 'The file of the sink `file`.' },
  sinkConcurrency: {
    env: 'DD_LOG_PREPROCESSOR_SINK_CONCURRENCY',
    type: 'int',
    default: 4,
    min: 1,
    max: 64,
    doc: 'Requests to Datadog under way at once.',
  },
  compression: {
    env: 'DD_LOGS_CONFIG_COMPRESSION_KIND',
    type: 'enum',
    values: ['gzip', 'zstd', 'none'],
    default: 'gzip',
    doc: 'How logs are packed on their way to Datadog.',
  },
  site: {
    env: 'DD_SITE',
    type: 'string',
    default: 'datadoghq.com',
    doc: 'Datadog site, such as datadoghq.eu or us5.datadoghq.com.',
  },
  logsUrl: {
    env: 'DD_LOGS_CONFIG_LOGS_DD_URL',
    type: 'string',
    doc: 'Base URL of the logs intake; default `https://http-intake.logs.<site>`.',
  },
  apiUrl: { env: 'DATADOG_HOST', type: 'string', doc: 'Base URL of the Datadog API; default `https://api.<site>`.' },
  apiKey: {
    env: 'DD_API_KEY',
    type: 'string',
    secret: true,
    isFollowed: true,
    doc: 'Datadog API key. In a file (`DD_API_KEY_FILE`) it is read again, so that it rotates without a restart.',
  },
  appKey: {
    env: 'DD_APP_KEY',
    type: 'string',
    secret: true,
    isFollowed: true,
    doc: 'Datadog application key with the scope logs_read_config; only to read pipelines from Datadog. As for `DD_API_KEY`, also from a file.',
  },
  pipelinesFrom: {
    env: 'DD_LOG_PREPROCESSOR_PIPELINES_FROM',
    type: 'enum',
    values: ['files', 'datadog', 'nowhere'],
    default: 'files',
    doc: 'Where pipelines come from: `DD_LOG_PREPROCESSOR_PIPELINES`, the Logs Pipelines API, or nowhere: then logs are only preprocessed.',
  },
  pipelines: {
    env: 'DD_LOG_PREPROCESSOR_PIPELINES',
    type: 'string',
    doc: 'File or folder of pipelines, such as a mounted ConfigMap: JSON in the shape of the API, or the YAML of integrations. Without it logs are only preprocessed.',
  },
  pipelinesPollSeconds: {
    env: 'DD_LOG_PREPROCESSOR_PIPELINES_POLL',
    type: 'durationSeconds',
    min: 0.1,
    doc: 'Time between two looks for changed pipelines; default 2 for files, 60 for Datadog.',
  },
  preprocessing: {
    env: 'DD_LOG_PREPROCESSOR_PREPROCESSING',
    type: 'json',
    schema: lists,
    default: {},
    doc: 'Lists of attributes, in their order, for `date`, `host`, `service`, `status`, `message`, `trace_id`, `span_id`, `source`; each replaces the default list of its name. A list beside the pipelines wins.',
  },
  eventTime: {
    env: 'DD_LOG_PREPROCESSOR_EVENT_TIME',
    type: 'enum',
    values: ['accept', 'clamp', 'reject'],
    default: 'accept',
    doc: 'What happens to logs older than 18 hours or more than 2 hours ahead, which Datadog does not index: they go on, get the nearest time that it does, or are dropped and counted.',
  },
  maxLogMillis: {
    env: 'DD_LOG_PREPROCESSOR_MAX_LOG_MILLIS',
    type: 'int',
    default: 50,
    min: 5,
    max: 10_000,
    doc: 'A log that is at work for longer goes on as it came.',
  },
  maxStrikes: {
    env: 'DD_LOG_PREPROCESSOR_MAX_STRIKES',
    type: 'int',
    default: 5,
    min: 1,
    doc: 'A rule that holds up so many logs within ten minutes is switched off until the pipelines change.',
  },
  geoIpDatabase: {
    env: 'DD_LOG_PREPROCESSOR_GEOIP_DATABASE',
    type: 'string',
    doc: 'Path of a city database in the MaxMind format for GeoIP processors; without it they do nothing.',
  },
  geoIpAsnDatabase: {
    env: 'DD_LOG_PREPROCESSOR_GEOIP_ASN_DATABASE',
    type: 'string',
    doc: 'Path of a database of autonomous systems in the MaxMind format.',
  },
  ...natsEntries,
});

/** The typed configuration. */
export type LogPreprocessorConfig = ConfigOf<typeof logPreprocessorConfig.entries>;

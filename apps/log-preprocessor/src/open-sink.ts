import { createLogsIntake, parseProxySettings } from '@dogwatch/datadog';
import { logsProcessedSubject } from '@dogwatch/messages';
import { openStream } from '@dogwatch/nats';
import type { RuntimeParts } from './runtime-parts.js';
import { createDatadogSink } from './sinks/datadog-sink.js';
import { createLineSink } from './sinks/line-sink.js';
import { createNatsSink } from './sinks/nats-sink.js';
import type { Sink } from './sinks/sink.js';

/** Opens the sink that is configured; it is closed with the service. */
export function openSink(parts: RuntimeParts): Sink {
  const { context } = parts;
  const sink = createSink(parts);
  context.onShutdown('sink', () => sink.stop());
  context.health.addPeer(`sink ${sink.name}`, () => sink.state());
  return sink;
}

function createSink(parts: RuntimeParts): Sink {
  const { config } = parts.context;
  if (config.sink === 'stdout') return createLineSink(undefined);
  if (config.sink === 'nats') return openNatsSink(parts);
  if (config.sink === 'datadog') return openDatadogSink(parts);
  if (config.sinkPath === undefined)
    throw new Error('DD_LOG_PREPROCESSOR_SINK_PATH is not set; the sink `file` needs the path of its file');
  return createLineSink(config.sinkPath);
}

function openNatsSink({ context, link }: RuntimeParts): Sink {
  const { queue, queueMaxBytes: maxBytes, queueStorage: storage, queueReplicas: replicas } = context.config;
  const name = 'logs_processed';
  const stream =
    queue === 'none'
      ? undefined
      : openStream(link, { name, subjects: [logsProcessedSubject], kind: 'log', maxBytes, storage, replicas });
  return createNatsSink({ link, stream });
}

function openDatadogSink({ context, keys, metrics }: RuntimeParts): Sink {
  const { config, env, telemetry, version } = context;
  const intake = createLogsIntake({
    url: config.logsUrl ?? `https://http-intake.logs.${config.site}`,
    apiKey: keys.apiKey,
    compression: config.compression,
    proxy: parseProxySettings(env),
    userAgent: `dogwatch/${version}`,
    scrubber: telemetry.scrubber,
    maxConnections: config.sinkConcurrency,
  });
  return createDatadogSink({
    intake,
    concurrency: config.sinkConcurrency,
    pauseMillis: 500,
    maxPauseMillis: 30_000,
    onRequest: metrics.sent,
    random: Math.random,
  });
}

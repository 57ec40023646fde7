import type { ExecutionCursor } from '@dogwatch/logs';
import { openNats, type ServiceContext } from '@dogwatch/service';
import { createRareLog, parseTracingSettings } from '@dogwatch/telemetry';
import type { LogPreprocessorConfig } from './config.js';
import { createEnvironment } from './environment/create-environment.js';
import { respondToExplain } from './explain/explain-pipelines.js';
import { followKeys } from './follow-keys.js';
import { createResponder, type Respond } from './http/respond.js';
import { createKeyCheck } from './intake/api-keys.js';
import { openPipelines } from './open-pipelines.js';
import { openProcessor } from './open-processor.js';
import { type OpenedQueue, openQueue } from './open-queue.js';
import { openSink } from './open-sink.js';
import type { FollowedPipelines } from './pipelines/follow-pipelines.js';
import { decideReadiness } from './readiness.js';
import { nowMillis, type RuntimeParts } from './runtime-parts.js';
import { listenForLines } from './tcp/listen-lines.js';
import { createLogMetrics } from './telemetry/log-metrics.js';
import { createRequestSpans } from './telemetry/request-span.js';

type Context = ServiceContext<LogPreprocessorConfig>;

/** A replica, as far as its HTTP server knows it. */
export interface LogRuntime {
  readonly respond: Respond;
  /** The port of the TCP intake, if it listens. */
  readonly tcpPort: number | undefined;
}

/** Starts a replica; everything it opens is closed with the service. */
export async function startLogRuntime(context: Context): Promise<LogRuntime> {
  const { config } = context;
  let pipelines: FollowedPipelines | undefined;
  let queue: OpenedQueue | undefined;
  const metrics = createLogMetrics(context.telemetry.registry, {
    pipelines: () => pipelines?.state().loaded.length ?? 0,
    inFlight: () => queue?.inFlight() ?? 0,
  });
  const link = openNats(context);
  const keys = await followKeys(context);
  const parts: RuntimeParts = { context, link, keys, metrics, rareLog: createRareLog(context.logger) };
  const cursor: ExecutionCursor = { at: undefined };
  const environment = await createEnvironment(config);
  pipelines = openPipelines(parts, environment, cursor);
  const sink = openSink(parts);
  const processBatch = openProcessor(parts, { pipelines, environment, cursor });
  queue = openQueue(parts, { processBatch, sink, startAfter: pipelines.firstLoaded });
  watchOver(parts, pipelines, queue);
  return { respond: createIntake(parts, queue), tcpPort: await openTcp(parts, queue) };
}

function watchOver({ context, link }: RuntimeParts, pipelines: FollowedPipelines, queue: OpenedQueue): void {
  const { name: app, instance } = context;
  context.health.setReadiness(() =>
    decideReadiness({
      hasPipelines: pipelines.program() !== undefined,
      pipelinesProblem: pipelines.state().refusal,
      queueProblem: queue.problem(),
    }),
  );
  const stop = respondToExplain({
    link,
    app,
    instance,
    pipelines: () => pipelines.state(),
    disabled: () => pipelines.program()?.disabled() ?? new Map(),
  });
  context.onShutdown('explain', stop);
}

function createIntake({ context, metrics, rareLog }: RuntimeParts, { accept }: OpenedQueue): Respond {
  const { config, env, telemetry } = context;
  const isTraced = parseTracingSettings(env) !== undefined;
  return createResponder({
    accept,
    checkKey: createKeyCheck(config.acceptedKeys),
    maxBufferedBytes: config.maxBufferedBytes,
    nowMillis,
    ...(isTraced && { inSpan: createRequestSpans(telemetry.tracer(context.name)) }),
    onAnswered: (outcome) => {
      metrics.answered(outcome);
      const { reason, path, status } = outcome;
      if (reason !== undefined)
        rareLog.warn({ reason, path, status }, `A request to ${path} was answered with ${status}.`);
    },
  });
}

const maxTcpConnections = 1000;
const tcpIdleMillis = 600_000;

async function openTcp(
  { context, metrics, rareLog }: RuntimeParts,
  { accept }: OpenedQueue,
): Promise<number | undefined> {
  const { tcpPort: port, acceptedKeys, maxBufferedBytes: maxHeldBytes } = context.config;
  if (port === undefined) return undefined;
  const listener = await listenForLines({
    port,
    host: context.env['DD_BIND_HOST'] ?? '0.0.0.0',
    accept,
    checkKey: createKeyCheck(acceptedKeys),
    maxConnections: maxTcpConnections,
    maxHeldBytes,
    idleMillis: tcpIdleMillis,
    nowMillis,
    onLines: metrics.linesReceived,
    onRefused: (reason, message, count) => {
      metrics.refused(reason, count, false);
      rareLog.warn({ reason, lines: count }, `Lines of the TCP intake were not taken: ${message}`);
    },
  });
  context.onShutdown('TCP intake', () => listener.stop());
  context.logger.info({ port: listener.port }, 'The TCP intake listens.');
  return listener.port;
}

import type { ExplainAnswer } from '@dogwatch/messages';
import type { NatsLink } from '@dogwatch/nats';
import { openNats, parseConfig, serviceConfig, type ServiceContext } from '@dogwatch/service';
import { parseTracingSettings } from '@dogwatch/telemetry';
import type { KedaScalerConfig } from './config.js';
import { createDecisionLog, type DecisionLog } from './explain/decision-log.js';
import { explainTrigger } from './explain/explain-trigger.js';
import { respondToExplain } from './explain/respond-to-explain.js';
import { type CallStreams, createCallStreams } from './grpc/call-streams.js';
import { createExternalScaler } from './grpc/external-scaler.js';
import { type GrpcServer, startGrpcServer } from './grpc/grpc-server.js';
import { createHealthService } from './grpc/health-service.js';
import { externalScalerService, healthService, loadService } from './grpc/load-service.js';
import { openCredentials } from './grpc/server-credentials.js';
import { decideReadiness } from './readiness.js';
import { followSeries } from './series/follow-series.js';
import { isLed } from './series/leader-contact.js';
import { createCallRecorder, type RecordCall } from './telemetry/call-recorder.js';
import { createCallSpans } from './telemetry/call-span.js';
import { createRefusalLog } from './telemetry/refusal-log.js';
import { createScalerMetrics } from './telemetry/scaler-metrics.js';
import { createCallAnswers } from './triggers/answer-call.js';
import { recallTrigger } from './triggers/read-trigger.js';
import { createTriggerStreams, type StreamSources } from './triggers/trigger-streams.js';
import { createTriggerTable, type TriggerTable } from './triggers/trigger-table.js';
import { followValues } from './values/follow-values.js';

type Context = ServiceContext<KedaScalerConfig>;

/** The running parts of keda-scaler. */
export interface ScalerRuntime {
  /** Where gRPC is answered. */
  readonly grpcPort: number;
}

/** What the module injects the runtime by. */
export const runtimeToken = Symbol('ScalerRuntime');

const nowMillis = (): number => Date.now();
const answersPerTrigger = 5;

interface Parts {
  readonly link: NatsLink;
  readonly sources: StreamSources & { readonly sizes: () => { readonly wanted: number; readonly remembered: number } };
  readonly triggers: TriggerTable;
  readonly decisions: DecisionLog;
  readonly streams: CallStreams;
}

/** Starts all parts; the context stops them. Rejects when the port or the certificates cannot be had. */
export async function startScalerRuntime(context: Context): Promise<ScalerRuntime> {
  const parts = openParts(context);
  const { sources } = parts;
  setHealth(context, sources);
  explain(context, parts);
  const server = await serve(context, parts);
  return { grpcPort: server.port };
}

function openParts(context: Context): Parts {
  const { config } = context;
  const link = openNats(context);
  return {
    link,
    sources: openSources(context, link),
    triggers: createTriggerTable(config.maxQueries, nowMillis),
    decisions: createDecisionLog(answersPerTrigger, config.maxQueries),
    streams: createCallStreams({
      maxStreams: config.maxStreams,
      lifetimeMillis: config.streamLifetimeSeconds * 1000,
      random: Math.random,
    }),
  };
}

function openSources(context: Context, link: NatsLink): Parts['sources'] {
  const { config, logger: log } = context;
  const firstWaitMillis = config.firstWaitSeconds * 1000;
  const series = followSeries({ link, maxQueries: config.maxQueries, firstWaitMillis, nowMillis });
  context.onShutdown('series', () => series.stop());
  const values = followValues({ link, refreshSeconds: config.snapshotRefreshSeconds, nowMillis, log });
  context.onShutdown('values', () => values.stop());
  return {
    series: series.memory,
    sizes: () => series.memory.sizes(),
    values,
    isConnected: () => link.state().connected,
    firstWaitMillis,
    nowMillis,
  };
}

function setHealth({ health }: Context, { isConnected, series }: StreamSources): void {
  health.setReadiness(() => {
    const { heardAtMillis } = series.contact();
    return decideReadiness({ isConnected: isConnected(), heardAtMillis, nowMillis: nowMillis() });
  });
  health.addPeer('metrics-poller', () => {
    const contact = series.contact();
    if (contact.heardAtMillis === 0) return { state: 'unknown' };
    return { state: isLed(contact, nowMillis()) ? 'up' : 'down' };
  });
}

function explain(context: Context, { decisions, link, sources, triggers }: Parts): void {
  const { instance, name: app } = context;
  const answer = (namespace: string, name: string): ExplainAnswer =>
    explainTrigger({
      app,
      instance,
      contact: sources.series.contact(),
      nowMillis: nowMillis(),
      triggers: triggers.ofScaledObject(namespace, name).map((trigger) => ({
        trigger,
        reading: trigger.parsed.ok ? recallTrigger(trigger.parsed.spec, sources) : undefined,
        decisions: decisions.of(trigger.key),
      })),
    });
  const responder = respondToExplain(link, { app, instance }, answer);
  context.onShutdown('explain', () => responder.stop());
}

async function serve(context: Context, parts: Parts): Promise<GrpcServer> {
  const { config, env, health, logger } = context;
  const { sources, streams, triggers } = parts;
  const { credentials, kind, stop } = await openCredentials(config, logger);
  context.onShutdown('serving certificate', stop);
  const base = parseConfig(serviceConfig, env);
  const server = await startGrpcServer({
    host: (base.ok ? base.config.bindHost : undefined) ?? '0.0.0.0',
    port: config.port,
    credentials,
    services: [
      {
        definition: loadService('externalscaler.proto', externalScalerService),
        implementation: createExternalScaler({
          answers: createCallAnswers(triggers, sources),
          triggerStreams: createTriggerStreams(triggers, sources),
          streams,
          record: createRecorder(context, parts),
        }),
      },
      {
        definition: loadService('health.proto', healthService),
        implementation: createHealthService(() => health.report('ready').ok, streams),
      },
    ],
  });
  context.onShutdown('gRPC server', () => server.stop());
  context.signal.addEventListener('abort', () => streams.endAll(), { once: true });
  logger.info({ grpcPort: server.port, security: kind }, 'gRPC calls of KEDA are answered.');
  return server;
}

function createRecorder(context: Context, { decisions, sources, streams, triggers }: Parts): RecordCall {
  const { env, logger, name, telemetry } = context;
  const isTraced = parseTracingSettings(env) !== undefined;
  return createCallRecorder({
    metrics: createScalerMetrics(telemetry.registry, {
      wantedQueries: () => sources.sizes().wanted,
      rememberedQueries: () => sources.sizes().remembered,
      triggers: () => triggers.size(),
      streams: () => streams.size(),
    }),
    refusals: createRefusalLog(logger, () => performance.now()),
    decisions,
    recordSpan: isTraced ? createCallSpans(telemetry.tracer(name), nowMillis) : undefined,
    nowMillis,
  });
}

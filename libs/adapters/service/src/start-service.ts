import 'reflect-metadata';
import { type LogLevel, parseLogLevel, startTelemetry, type Telemetry } from '@dogwatch/telemetry';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ConfigEntries, ConfigOf } from './define-config.js';
import { createHealth, type HealthControl } from './health.js';
import { findMisspelled } from './misspelled-variables.js';
import { toNestLogger } from './nest-logger.js';
import { parseConfig } from './parse-config.js';
import { portOf, startPlainServer } from './plain-server.js';
import { answerMetrics, answerProbe } from './probe-servers.js';
import { serviceConfig } from './service-config.js';
import type { Env, RunningService, ServiceContext, ServiceDefinition } from './service-context.js';
import { ServiceStartError } from './service-start-error.js';
import { createShutdownSteps, type ShutdownSteps } from './shutdown-steps.js';

/** How to start a service beside others in one process. */
export interface StartOptions {
  /** Default: the process's environment. */
  readonly env?: Env;
  /** Receives each log line; default: standard output. */
  readonly write?: (line: string) => void;
  /** Metrics of the process itself; for a service that owns its process. Default false. */
  readonly processMetrics?: boolean;
  /** Aborting it tells a service that still starts to give up waiting; `stop` is called by whoever started it. */
  readonly signal?: AbortSignal;
}

type BaseConfig = ConfigOf<typeof serviceConfig.entries>;

/**
 * Starts a service: configuration, telemetry, health and metrics servers, then the application. Resolves when it is started,
 * with the ports in use. Rejects with a `ServiceStartError`, after stopping what was started.
 */
export async function startService<S extends ConfigEntries>(
  definition: ServiceDefinition<S>,
  options: StartOptions = {},
): Promise<RunningService<ConfigOf<S>>> {
  const env = options.env ?? process.env;
  const { base, config, warnings, secrets } = readConfig(definition, env);
  const telemetry = await startTelemetry({
    serviceName: definition.name,
    version: definition.version,
    env,
    logLevel: levelOf(base),
    ...(options.write === undefined ? {} : { write: options.write }),
    ...(options.processMetrics === undefined ? {} : { processMetrics: options.processMetrics }),
  });
  for (const secret of secrets) telemetry.scrubber.registerSecret(secret);
  for (const warning of warnings) telemetry.logger.warn({}, warning);
  return telemetry.run(() => startParts({ definition, base, config, env, telemetry, signal: options.signal }));
}

function readConfig<S extends ConfigEntries>(
  { name, config: schema }: ServiceDefinition<S>,
  env: Env,
): { base: BaseConfig; config: ConfigOf<S>; warnings: readonly string[]; secrets: readonly string[] } {
  const base = parseConfig(serviceConfig, env);
  const own = parseConfig(schema, env);
  if (base.ok && own.ok) {
    const warnings = [...base.warnings, ...own.warnings, ...findMisspelled([serviceConfig, schema], env)];
    return { base: base.config, config: own.config, warnings, secrets: own.secrets };
  }
  throw new ServiceStartError(name, [...(base.ok ? [] : base.problems), ...(own.ok ? [] : own.problems)]);
}

function levelOf(base: BaseConfig): LogLevel {
  return parseLogLevel(base.logLevel) ?? 'info';
}

interface Parts<S extends ConfigEntries> {
  readonly definition: ServiceDefinition<S>;
  readonly base: BaseConfig;
  readonly config: ConfigOf<S>;
  readonly env: Env;
  readonly telemetry: Telemetry;
  readonly signal: AbortSignal | undefined;
}

async function startParts<S extends ConfigEntries>(parts: Parts<S>): Promise<RunningService<ConfigOf<S>>> {
  const { definition, base, telemetry } = parts;
  const steps = createShutdownSteps(telemetry.logger);
  const health = createHealth(() => Date.now());
  const [draining, stopping] = [new AbortController(), new AbortController()];
  const context = createContext(parts, { health, steps, draining, stopping });
  steps.add('telemetry', () => telemetry.stop());
  try {
    const ports = await startProbeServers(base, { health, telemetry, steps });
    const { app, http } = await startApplication(definition, context, steps);
    health.markStarted();
    const all = { ...ports, ...(http === undefined ? {} : { http }) };
    telemetry.logger.info({ ports: all }, `${definition.name} ${definition.version} has started.`);
    return { context, app, ports: all, stop: onceStopped(base, { health, steps, draining, stopping, context }) };
  } catch (error) {
    stopping.abort();
    await steps.run(base.shutdownTimeoutSeconds * 1000);
    if (error instanceof ServiceStartError) throw error;
    throw new ServiceStartError(definition.name, error instanceof Error ? error.message : String(error), error);
  }
}

interface Controls {
  readonly health: HealthControl;
  readonly steps: ShutdownSteps;
  readonly draining: AbortController;
  readonly stopping: AbortController;
}

function createContext<S extends ConfigEntries>(parts: Parts<S>, controls: Controls): ServiceContext<ConfigOf<S>> {
  const { definition, config, env, telemetry, signal } = parts;
  const own = controls.stopping.signal;
  return {
    name: definition.name,
    version: definition.version,
    instance: telemetry.identity.instance,
    config,
    env,
    logger: telemetry.logger,
    telemetry,
    health: controls.health,
    draining: controls.draining.signal,
    signal: signal === undefined ? own : AbortSignal.any([own, signal]),
    onShutdown: (name, stop) => controls.steps.add(name, stop),
  };
}

async function startProbeServers(
  base: BaseConfig,
  { health, telemetry, steps }: { health: HealthControl; telemetry: Telemetry; steps: ShutdownSteps },
): Promise<{ health: number; metrics: number }> {
  const { healthPort, metricsPort, bindHost: host } = base;
  const probes = await startPlainServer({ env: 'DD_HEALTH_PORT', port: healthPort, host }, (path) =>
    answerProbe(health, path),
  );
  steps.add('health server', () => probes.stop());
  const metrics = await startPlainServer({ env: 'DD_METRICS_PORT', port: metricsPort, host }, (path) =>
    answerMetrics(telemetry.registry, path),
  );
  steps.add('metrics server', () => metrics.stop());
  return { health: probes.port, metrics: metrics.port };
}

async function startApplication<S extends ConfigEntries>(
  definition: ServiceDefinition<S>,
  context: ServiceContext<ConfigOf<S>>,
  steps: ShutdownSteps,
): Promise<{ app: NestFastifyApplication; http?: number }> {
  const adapter = (await definition.adapter?.(context)) ?? new FastifyAdapter();
  const app = await NestFactory.create<NestFastifyApplication>(await definition.module(context), adapter, {
    logger: toNestLogger(context.logger),
    abortOnError: false,
  });
  steps.add('application', () => app.close());
  await definition.configure?.(app, context);
  await app.init();
  await startTransports(app, context);
  const http = definition.http?.(context);
  if (http === undefined) return { app };
  await (http.host === undefined ? app.listen(http.port) : app.listen(http.port, http.host));
  return { app, http: portOf(app.getHttpServer().address()) };
}

const transportPatienceMillis = 2000;

/** A transport whose server is away keeps trying; the service starts without it. */
async function startTransports(app: NestFastifyApplication, { logger }: ServiceContext<unknown>): Promise<void> {
  const late = Promise.withResolvers<'late'>();
  const timer = setTimeout(() => late.resolve('late'), transportPatienceMillis);
  const started = app.startAllMicroservices();
  const result = await Promise.race([started, late.promise]).finally(() => clearTimeout(timer));
  if (result !== 'late') return;
  logger.warn({}, 'The message transports are not connected yet; the service starts without them and keeps trying.');
  started.then(
    () => logger.info({}, 'The message transports are connected.'),
    (error: unknown) => logger.error({ error }, 'The message transports could not be connected.'),
  );
}

/** Unready, a pause for load balancers, abort, then every step; once, however often it is called. */
function onceStopped(
  base: BaseConfig,
  { health, steps, draining, stopping, context }: Controls & { readonly context: ServiceContext<unknown> },
): () => Promise<boolean> {
  let stopped: Promise<boolean> | undefined;
  const stop = async (): Promise<boolean> => {
    health.markStopping();
    draining.abort();
    if (base.shutdownDelaySeconds > 0) await pause(base.shutdownDelaySeconds * 1000);
    stopping.abort();
    const clean = await steps.run(base.shutdownTimeoutSeconds * 1000);
    context.logger.info({ clean }, `${context.name} has stopped.`);
    return clean;
  };
  return () => (stopped ??= stop());
}

async function pause(millis: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  setTimeout(resolve, millis);
  await promise;
}

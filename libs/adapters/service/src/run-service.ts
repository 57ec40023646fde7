import { createLogger, type Env, type Logger } from '@dogwatch/telemetry';
import type { ConfigEntries, ConfigOf } from './define-config.js';
import { releaseMemory } from './release-memory.js';
import type { RunningService, ServiceDefinition } from './service-context.js';
import { ServiceStartError } from './service-start-error.js';
import { startService } from './start-service.js';

/** The part of `process` that a service uses. */
export interface ProcessHost {
  readonly env: Env;
  on(event: string, listener: (...details: readonly unknown[]) => void): unknown;
  exit(code: number): void;
}

const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const;
// longer than any sensible DD_SHUTDOWN_TIMEOUT plus DD_SHUTDOWN_DELAY: only for a start that never ends
const longestStopMillis = 120_000;

/**
 * Runs a service as the whole of its process. SIGTERM or SIGINT drains it: exit code 0, or 1 when something did not stop in
 * time; a second signal ends it at once (143, 130). What cannot start, and any error nobody caught, is logged in one line and
 * ends it with 1.
 */
export async function runService<S extends ConfigEntries>(
  definition: ServiceDefinition<S>,
  host: ProcessHost = process,
  write?: (line: string) => void,
): Promise<void> {
  const output = write === undefined ? {} : { write };
  const giveUp = new AbortController();
  let logger: Logger = createLogger({ fields: { service: definition.name, version: definition.version }, ...output });
  const crash = (error: unknown): void => {
    logger.error({ error }, `${definition.name} ends: an error was not caught. This is a bug; please report it.`);
    host.exit(1);
  };
  host.on('uncaughtException', crash);
  host.on('unhandledRejection', crash);
  const starting = startService(definition, { env: host.env, processMetrics: true, signal: giveUp.signal, ...output });
  stopOnSignals(host, starting, giveUp);
  try {
    const service = await starting;
    logger = service.context.logger;
    // at once: no probe has been answered yet
    if (host === process) releaseMemory();
  } catch (error) {
    logger.error(
      { error: error instanceof ServiceStartError ? error.cause : error },
      error instanceof Error ? error.message : String(error),
    );
    host.exit(1);
  }
}

function stopOnSignals<S extends ConfigEntries>(
  host: ProcessHost,
  starting: Promise<RunningService<ConfigOf<S>>>,
  giveUp: AbortController,
): void {
  let signals = 0;
  let started = false;
  void starting.then(() => (started = true)).catch(() => {});
  const stop = async (): Promise<void> => {
    if (!started) giveUp.abort();
    setTimeout(() => host.exit(1), longestStopMillis).unref();
    const service = await starting.catch(() => undefined);
    if (service !== undefined) host.exit((await service.stop()) ? 0 : 1);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    host.on(signal, () => {
      signals += 1;
      if (signals === 1) void stop();
      else host.exit(exitCodes[signal]);
    });
  }
}

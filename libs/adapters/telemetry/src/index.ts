export { Counter, Gauge, Histogram, Registry } from 'prom-client';
export { type CapturedLine, type CapturingLogger, capturingLogger } from './capturing-logger.js';
export {
  createLogger,
  type CreateLoggerOptions,
  type LogFields,
  type Logger,
  type LogLevel,
  logLevels,
  parseLogLevel,
} from './logger.js';
export { createRareLog, createRarely, type RareLog, type Rarely, type RarelyOptions } from './rare-log.js';
export { type ServiceIdentity, telemetryVariables } from './resource-attributes.js';
export { createScrubber, isSecretName, maskSecret, type Scrubber } from './scrub.js';
export { silentLogger } from './silent-logger.js';
export { startTelemetry, type Telemetry, type TelemetryOptions } from './start-telemetry.js';
export type { Env } from './otlp-settings.js';
export { parseTracingSettings, type TracingSettings } from './tracing-settings.js';

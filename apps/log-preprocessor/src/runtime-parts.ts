import type { CredentialsSource } from '@dogwatch/datadog';
import type { NatsLink } from '@dogwatch/nats';
import type { ServiceContext } from '@dogwatch/service';
import type { LogPreprocessorConfig } from './config.js';
import type { LogMetrics } from './telemetry/log-metrics.js';
import type { RareLog } from '@dogwatch/telemetry';

/** The parts that the others are made of. */
export interface RuntimeParts {
  readonly context: ServiceContext<LogPreprocessorConfig>;
  readonly link: NatsLink;
  readonly keys: DatadogKeys;
  readonly metrics: LogMetrics;
  readonly rareLog: RareLog;
}

/** The keys of Datadog as they are now. */
export interface DatadogKeys {
  readonly apiKey: () => string | undefined;
  readonly both: CredentialsSource['current'];
}

/** Milliseconds since 1970. */
export const nowMillis = (): number => Date.now();

import process from 'node:process';
import { type Env, otelVariables } from './otlp-settings.js';

/**
 * Runs `work` while the OTEL_* variables of the process are exactly these. The OpenTelemetry SDK reads its settings from the process alone,
 * and each service of a process may have its own. `work` must be synchronous, so that nobody else sees them.
 */
export function withOtelVariables<T>(variables: Env, work: () => T): T {
  const former = otelVariables(process.env);
  replaceOtelVariables(variables);
  try {
    return work();
  } finally {
    replaceOtelVariables(former);
  }
}

function replaceOtelVariables(variables: Env): void {
  const wanted = otelVariables(variables);
  for (const name of Object.keys(otelVariables(process.env))) if (!(name in wanted)) delete process.env[name];
  Object.assign(process.env, wanted);
}

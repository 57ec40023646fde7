import { logLevels } from '@dogwatch/telemetry';
import { defineConfig } from './define-config.js';

/** The variables every service understands. */
export const serviceConfig = defineConfig({
  logLevel: {
    env: 'DD_LOG_LEVEL',
    type: 'enum',
    values: [...logLevels, 'warning'],
    default: 'info',
    doc: 'Least level of the log lines that are written.',
  },
  healthPort: {
    env: 'DD_HEALTH_PORT',
    type: 'port',
    default: 5555,
    doc: 'Port of `/livez`, `/readyz`, `/startupz` (also `/live`, `/ready`, `/startup`).',
  },
  metricsPort: {
    env: 'DD_METRICS_PORT',
    type: 'port',
    default: 5000,
    doc: 'Port of `/metrics` in the Prometheus format.',
  },
  bindHost: {
    env: 'DD_BIND_HOST',
    type: 'string',
    doc: 'Address the health and metrics servers listen on; all addresses when not set.',
  },
  shutdownDelaySeconds: {
    env: 'DD_SHUTDOWN_DELAY',
    type: 'durationSeconds',
    default: 0,
    doc: 'Time between becoming unready and closing, in which load balancers notice.',
  },
  shutdownTimeoutSeconds: {
    env: 'DD_SHUTDOWN_TIMEOUT',
    type: 'durationSeconds',
    default: 25,
    doc: 'Time for draining after SIGTERM; then the process ends with exit code 1. Keep it under terminationGracePeriodSeconds.',
  },
});

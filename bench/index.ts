import { bench as admission } from './admission.ts';
import type { Bench } from './bench.ts';
import { bench as externalMetrics } from './external-metrics.ts';
import { bench as kedaScaler } from './keda-scaler.ts';
import { bench as logService } from './log-service.ts';
import { bench as logs } from './logs.ts';
import { bench as monitors } from './monitors.ts';
import { bench as poller } from './poller.ts';
import { bench as query } from './query.ts';
import { bench as startup } from './startup.ts';

/** Every benchmark, in the order of the alphabet. */
export const benches: readonly Bench[] = [
  admission,
  externalMetrics,
  kedaScaler,
  logService,
  logs,
  monitors,
  poller,
  query,
  startup,
];

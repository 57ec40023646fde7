import type { AcceptLogs } from '../intake/accept-logs.js';
import { printBatch } from '../intake/log-batch.js';
import type { ProcessBatch } from '../process/process-batch.js';
import { refuseLogs } from '../reasons.js';
import { deliverLogs, type DeliverOptions } from './deliver-logs.js';

/** Without a queue: logs are safe when the sink has taken them, so whoever sends them waits for that. */
export function createDirectAccept(
  processBatch: ProcessBatch,
  options: DeliverOptions & { readonly maxWaitMillis: number; readonly signal: AbortSignal },
): AcceptLogs {
  return async (batch) => {
    const processed = await processBatch(printBatch(batch));
    if (!processed.ok) return processed;
    const signal = AbortSignal.any([options.signal, AbortSignal.timeout(options.maxWaitMillis)]);
    const result = await deliverLogs(processed.logs, signal, options);
    if (result.kind === 'safe') return { ok: true };
    if (result.kind === 'refused') return refuseLogs('SinkRefused', result.message);
    return refuseLogs('SinkAway', result.message, retryAfterSeconds);
  };
}

const retryAfterSeconds = 5;

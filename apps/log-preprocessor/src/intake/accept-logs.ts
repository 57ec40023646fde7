import type { LogRefusal } from '../reasons.js';
import type { LogBatch } from './log-batch.js';

/** Takes a batch. Resolves with `ok` only once no log of it can be lost any more. */
export type AcceptLogs = (batch: LogBatch) => Promise<{ readonly ok: true } | LogRefusal>;

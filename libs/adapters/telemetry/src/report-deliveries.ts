import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { Logger } from './logger.js';

/** Takes the result of each delivery. */
export type ReportDelivery = (result: ExportResult) => void;

/** What is delivered, as log lines name it. */
export interface Delivered {
  /** Begins the sentence, such as `Spans`. */
  readonly what: string;
  /** What becomes of them when they cannot be delivered: a clause. */
  readonly fate: string;
}

/**
 * Says once that deliveries fail and once that they work again: a receiver that is away costs a log line and what was to be
 * delivered.
 */
export function createDeliveryReport({ what, fate }: Delivered, endpoint: string, log: Logger): ReportDelivery {
  let failing = false;
  return ({ code, error }) => {
    const failed = code !== ExportResultCode.SUCCESS;
    if (failed === failing) return;
    failing = failed;
    // what the exporter went through is of no use to who reads this
    const problem = error?.message;
    if (failed) log.warn({ endpoint, problem }, `${what} cannot be delivered; ${fate}. Check the OTLP endpoint.`);
    else log.info({ endpoint }, `${what} are delivered again.`);
  };
}

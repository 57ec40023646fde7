import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { Logger } from './logger.js';
import { withOtelVariables } from './otel-variables.js';
import type { Env } from './otlp-settings.js';

/** Takes the result of each delivery. */
export type ReportDelivery = (result: ExportResult) => void;

/** The part of an exporter that sends. */
interface Sender<T> {
  export(items: T, done: ReportDelivery): void;
}

/** The `export` of an exporter that finds its variables whenever it sends, and whose results are reported. */
export function exportReported<T>(
  exporter: Sender<T>,
  variables: Env,
  report: ReportDelivery,
): (items: T, done: ReportDelivery) => void {
  return (items, done) =>
    // over gRPC the certificates are looked for only now
    withOtelVariables(variables, () =>
      exporter.export(items, (result) => {
        report(result);
        done(result);
      }),
    );
}

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

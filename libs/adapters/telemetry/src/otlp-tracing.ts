import type { TracerProvider as TracerProviderApi } from '@opentelemetry/api';
import { ExportResultCode } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { Logger } from './logger.js';
import type { SamplerSettings, TracingSettings } from './tracing-settings.js';

/** A tracer provider with an end. */
export interface Tracing {
  readonly provider: TracerProviderApi;
  /** Resolves when the spans ended so far are delivered, or the time is over. Never rejects. */
  flush(timeoutMillis: number): Promise<void>;
  /** Flushes and closes, within the time. Never rejects. */
  stop(timeoutMillis: number): Promise<void>;
}

/** Spans go in batches over OTLP (HTTP, protobuf); a receiver that is away costs a log line and the spans, nothing else. */
export function startOtlpTracing(
  settings: TracingSettings,
  attributes: Readonly<Record<string, string>>,
  log: Logger,
): Tracing {
  const exporter = new OTLPTraceExporter({ url: settings.url, headers: { ...settings.headers } });
  const processor = new BatchSpanProcessor({ exporter: reportFailures(exporter, settings.url, log) });
  const provider = new TracerProvider({
    resource: defaultResource().merge(resourceFromAttributes(attributes)),
    sampler: toSampler(settings.sampler),
    spanProcessors: [processor],
  });
  return {
    provider,
    flush: (timeoutMillis) => within(timeoutMillis, provider.forceFlush({ timeoutMillis })),
    stop: (timeoutMillis) => within(timeoutMillis, provider.shutdown()),
  };
}

function toSampler({ parentBased, ratio }: SamplerSettings): Sampler {
  const root = new TraceIdRatioBasedSampler(ratio);
  return parentBased ? new ParentBasedSampler({ root }) : root;
}

/** Says once that delivery fails and once that it works again. */
function reportFailures(exporter: SpanExporter, url: string, log: Logger): SpanExporter {
  let failing = false;
  const report = (error: Error | undefined, failed: boolean): void => {
    if (failed === failing) return;
    failing = failed;
    if (failed) log.warn({ url, error }, 'Spans cannot be delivered and are dropped; check the OTLP endpoint.');
    else log.info({ url }, 'Spans are delivered again.');
  };
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        report(result.error, result.code !== ExportResultCode.SUCCESS);
        done(result);
      }),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
    shutdown: () => exporter.shutdown(),
  };
}

async function within(timeoutMillis: number, work: Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, timeoutMillis);
  await Promise.race([work.catch(() => {}), promise]);
  clearTimeout(timer);
}

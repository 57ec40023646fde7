import { ExportResultCode } from '@opentelemetry/core';
import { OTLPTraceExporter as GrpcExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { Logger } from './logger.js';
import type { OtlpSettings } from './tracing-settings.js';

const exporters = new Map<string, () => SpanExporter>([
  ['http/protobuf', () => new ProtobufExporter()],
  ['http/json', () => new JsonExporter()],
  ['grpc', () => new GrpcExporter()],
]);

/**
 * The OTLP exporter of a protocol, else of `http/protobuf`; URL, headers, timeout, compression and certificates come from the
 * process's OTEL_EXPORTER_OTLP_* variables. It says once that delivery fails and once that it works again: a receiver that is
 * away costs a log line and the spans.
 */
export function createOtlpExporter({ protocol, endpoint }: OtlpSettings, log: Logger): SpanExporter {
  const create = exporters.get(protocol);
  if (create === undefined)
    log.warn(
      { protocol },
      `OTEL_EXPORTER_OTLP_PROTOCOL knows ${[...exporters.keys()].join(', ')}; spans are sent as http/protobuf.`,
    );
  const exporter = create?.() ?? new ProtobufExporter();
  let failing = false;
  const report = (error: Error | undefined, failed: boolean): void => {
    if (failed === failing) return;
    failing = failed;
    if (failed) log.warn({ endpoint, error }, 'Spans cannot be delivered and are dropped; check the OTLP endpoint.');
    else log.info({ endpoint }, 'Spans are delivered again.');
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

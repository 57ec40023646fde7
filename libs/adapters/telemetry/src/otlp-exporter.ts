import { OTLPTraceExporter as GrpcExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { Logger } from './logger.js';
import type { OtlpTarget } from './otlp-settings.js';
import { createDeliveryReport, exportReported } from './report-deliveries.js';
import { type ExportersByProtocol, selectByProtocol } from './select-by-protocol.js';

const exporters: ExportersByProtocol<SpanExporter> = {
  'http/protobuf': () => new ProtobufExporter(),
  'http/json': () => new JsonExporter(),
  grpc: () => new GrpcExporter(),
};

/**
 * The OTLP exporter of spans for a protocol, else for `http/protobuf`; URL, headers, timeout, compression and certificates come
 * from the OTEL_EXPORTER_OTLP_* variables.
 */
export function createOtlpExporter({ otlp, variables }: OtlpTarget, log: Logger): SpanExporter {
  const exporter = selectByProtocol(exporters, otlp, log);
  const report = createDeliveryReport({ what: 'Spans', fate: 'they are dropped' }, otlp.endpoint, log);
  return {
    export: exportReported(exporter, variables, report),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
    shutdown: () => exporter.shutdown(),
  };
}

import { OTLPMetricExporter as GrpcExporter } from '@opentelemetry/exporter-metrics-otlp-grpc';
import { OTLPMetricExporter as JsonExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtobufExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { Logger } from './logger.js';
import type { OtlpTarget } from './otlp-settings.js';
import { createDeliveryReport, exportReported } from './report-deliveries.js';
import { type ExportersByProtocol, selectByProtocol } from './select-by-protocol.js';

const exporters: ExportersByProtocol<PushMetricExporter> = {
  'http/protobuf': () => new ProtobufExporter(),
  'http/json': () => new JsonExporter(),
  grpc: () => new GrpcExporter(),
};

/** The OTLP exporter of metrics for a protocol; the rest as for spans. */
export function createOtlpMetricExporter({ otlp, variables }: OtlpTarget, log: Logger): PushMetricExporter {
  const exporter = selectByProtocol(exporters, otlp, log);
  const report = createDeliveryReport(
    { what: 'Metrics', fate: 'the next delivery has what this one had' },
    otlp.endpoint,
    log,
  );
  return {
    export: exportReported(exporter, variables, report),
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
  };
}

import type { Logger } from './logger.js';
import type { OtlpSettings } from './otlp-settings.js';

/** The exporters of a signal, by protocol. */
export type ExportersByProtocol<E> = Readonly<Record<'http/protobuf' | 'http/json' | 'grpc', () => E>>;

/** The exporter of a protocol; says so and takes `http/protobuf` when there is none. */
export function selectByProtocol<E>(exporters: ExportersByProtocol<E>, { protocol }: OtlpSettings, log: Logger): E {
  const create = new Map<string, () => E>(Object.entries(exporters)).get(protocol);
  if (create !== undefined) return create();
  const known = Object.keys(exporters).join(', ');
  log.warn({ protocol }, `OTEL_EXPORTER_OTLP_PROTOCOL knows ${known}; http/protobuf is taken.`);
  return exporters['http/protobuf']();
}

import {
  type handleUnaryCall,
  Server,
  ServerCredentials,
  status,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import type { CertificatePair } from '../test-certificates.js';

/** Takes the message of an export; throws if it is none. */
export type TakeExport = (body: Buffer) => void;

/** The two services of OTLP that are served. */
export interface OtlpGrpcTakers {
  readonly traces: TakeExport;
  readonly metrics: TakeExport;
}

/** Serves OTLP over gRPC on a free port; with TLS when there is a certificate. */
export async function serveOtlpGrpc(
  takers: OtlpGrpcTakers,
  { host, certificate }: { readonly host: string; readonly certificate: CertificatePair | undefined },
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const server = new Server();
  add(server, 'opentelemetry.proto.collector.trace.v1.TraceService', takers.traces);
  add(server, 'opentelemetry.proto.collector.metrics.v1.MetricsService', takers.metrics);
  const { promise: port, resolve, reject } = Promise.withResolvers<number>();
  server.bindAsync(`${host}:0`, toCredentials(certificate), (error, bound) => {
    if (error === null) resolve(bound);
    else reject(error);
  });
  const url = `${certificate === undefined ? 'http' : 'https'}://127.0.0.1:${await port}`;
  return {
    url,
    async stop() {
      server.forceShutdown();
    },
  };
}

function toCredentials(certificate: CertificatePair | undefined): ServerCredentials {
  if (certificate === undefined) return ServerCredentials.createInsecure();
  const pair = { cert_chain: Buffer.from(certificate.certificate), private_key: Buffer.from(certificate.key) };
  return ServerCredentials.createSsl(null, [pair]);
}

const identity = (bytes: Buffer): Buffer => bytes;

function add(server: Server, service: string, take: TakeExport): void {
  const Export: handleUnaryCall<Buffer, Buffer> = ({ request }, answer) => {
    try {
      take(request);
      // a message without fields: everything was accepted
      answer(null, Buffer.alloc(0));
    } catch (error) {
      answer({ code: status.INVALID_ARGUMENT, details: String(error) });
    }
  };
  const definition = {
    Export: {
      path: `/${service}/Export`,
      requestStream: false,
      responseStream: false,
      requestSerialize: identity,
      requestDeserialize: identity,
      responseSerialize: identity,
      responseDeserialize: identity,
    },
  };
  const implementation: UntypedServiceImplementation = { Export };
  server.addService(definition, implementation);
}

import {
  Server,
  type ServerCredentials,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';

/** A gRPC server that listens. */
export interface GrpcServer {
  readonly port: number;
  /** Takes no new calls, waits a moment for those under way, then ends all connections. Streams must have been ended before. */
  stop(): Promise<void>;
}

/** Where and what to serve. */
export interface GrpcServerOptions {
  readonly host: string;
  readonly port: number;
  readonly credentials: ServerCredentials;
  readonly services: readonly {
    readonly definition: ServiceDefinition;
    readonly implementation: UntypedServiceImplementation;
  }[];
}

/** The metadata of a trigger is a few kilobytes at most: a long query. */
const maxMessageBytes = 256 * 1024;
const maxCallsPerConnection = 10_000;
const keepaliveMillis = 60_000;
const keepaliveTimeoutMillis = 20_000;
const drainMillis = 3000;

/** Starts a server. Rejects when the port cannot be had. */
export async function startGrpcServer(options: GrpcServerOptions): Promise<GrpcServer> {
  const { credentials, host, port, services } = options;
  const server = new Server({
    'grpc.max_receive_message_length': maxMessageBytes,
    'grpc.max_send_message_length': maxMessageBytes,
    'grpc.max_concurrent_streams': maxCallsPerConnection,
    'grpc.keepalive_time_ms': keepaliveMillis,
    'grpc.keepalive_timeout_ms': keepaliveTimeoutMillis,
  });
  for (const { definition, implementation } of services) server.addService(definition, implementation);
  const bound = Promise.withResolvers<number>();
  server.bindAsync(`${host}:${port}`, credentials, (error, taken) =>
    error === null ? bound.resolve(taken) : bound.reject(error),
  );
  return { port: await bound.promise, stop: () => stopServer(server) };
}

async function stopServer(server: Server): Promise<void> {
  const drained = Promise.withResolvers<void>();
  const timer = setTimeout(() => drained.resolve(), drainMillis);
  server.tryShutdown(() => drained.resolve());
  await drained.promise;
  clearTimeout(timer);
  server.forceShutdown();
}

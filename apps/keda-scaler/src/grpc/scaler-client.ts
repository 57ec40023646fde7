import {
  Client,
  type ClientReadableStream,
  credentials,
  type ChannelCredentials,
  Metadata,
  type ServiceError,
} from '@grpc/grpc-js';
import type { MethodDefinition, ServiceDefinition } from '@grpc/proto-loader';
import { externalScalerService, healthService, loadService } from './load-service.js';

/** Metadata of a trigger. */
export type TriggerMetadata = Readonly<Record<string, string>>;

/** What came back. */
export type CallResult =
  | { readonly ok: true; readonly response: unknown }
  | { readonly ok: false; readonly code: number; readonly details: string };

/** A caller as KEDA is: without deadlines. For tests, stories and benchmarks. */
export interface ScalerClient {
  call(method: string, message: object, headers?: Readonly<Record<string, string>>): Promise<CallResult>;
  getMetricSpec(metadata: TriggerMetadata): Promise<CallResult>;
  getMetrics(metadata: TriggerMetadata, metricName?: string): Promise<CallResult>;
  isActive(metadata: TriggerMetadata): Promise<CallResult>;
  stream(method: string, metadata: TriggerMetadata): ClientReadableStream<unknown>;
  check(service?: string): Promise<CallResult>;
  close(): void;
}

/** The ScaledObject that calls are about. */
export interface ScaledObjectName {
  readonly namespace: string;
  readonly name: string;
}

/** What the calls are about where nothing else is said. */
export const scaledObject: ScaledObjectName = { namespace: 'shop', name: 'checkout' };

/** Connects to a scaler: to a port of this machine, or to `host:port`. */
export function connectScaler(
  target: number | string,
  channel: ChannelCredentials = credentials.createInsecure(),
): ScalerClient {
  const client = new Client(typeof target === 'number' ? `localhost:${target}` : target, channel);
  const scaler = loadService('externalscaler.proto', externalScalerService);
  const health = loadService('health.proto', healthService);
  const call: ScalerClient['call'] = (method, message, headers) =>
    send(client, methodOf(scaler, method), message, toMetadata(headers));
  return {
    call,
    getMetricSpec: (metadata) => call('GetMetricSpec', toRef(metadata)),
    getMetrics: (metadata, metricName = '') => call('GetMetrics', { scaledObjectRef: toRef(metadata), metricName }),
    isActive: (metadata) => call('IsActive', toRef(metadata)),
    stream: (method, metadata) => {
      const { path, requestSerialize, responseDeserialize } = methodOf(scaler, method);
      return client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, toRef(metadata));
    },
    check: (service = '') => send(client, methodOf(health, 'Check'), { service }, new Metadata()),
    close: () => client.close(),
  };
}

function toRef(scalerMetadata: TriggerMetadata): object {
  return { ...scaledObject, scalerMetadata };
}

function methodOf(service: ServiceDefinition, name: string): MethodDefinition<object, object> {
  const method = service[name];
  if (method === undefined) throw new Error(`no method ${name}`);
  return method;
}

function toMetadata(headers: Readonly<Record<string, string>> = {}): Metadata {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
  return metadata;
}

function send(
  client: Client,
  { path, requestSerialize, responseDeserialize }: MethodDefinition<object, object>,
  message: object,
  metadata: Metadata,
): Promise<CallResult> {
  const { promise, resolve } = Promise.withResolvers<CallResult>();
  const settle = (error: ServiceError | null, response?: unknown): void => {
    if (error === null) resolve({ ok: true, response });
    else resolve({ ok: false, code: error.code, details: error.details });
  };
  client.makeUnaryRequest(path, requestSerialize, responseDeserialize, message, metadata, settle);
  return promise;
}

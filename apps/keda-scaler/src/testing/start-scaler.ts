import { type EmbeddedBroker, startEmbeddedBroker } from '@dogwatch/nats';
import { type RunningService, startService } from '@dogwatch/service';
import type { KedaScalerConfig } from '../config.js';
import { runtimeToken, type ScalerRuntime } from '../scaler-runtime.js';
import { kedaScaler } from '../service.js';
import { type FakePoller, startFakePoller } from './fake-poller.js';
import { connectScaler, type ScalerClient } from '../grpc/scaler-client.js';

/** A scaler in its surroundings: a broker, a poller that is heard over it, KEDA. */
export interface TestScaler {
  readonly broker: EmbeddedBroker;
  readonly poller: FakePoller;
  readonly keda: ScalerClient;
  readonly service: RunningService<KedaScalerConfig>;
  readonly grpcPort: number;
  readonly lines: string[];
  /** The ready probe's answer. */
  readyz(): Promise<{ readonly status: string; readonly reason?: string }>;
  metricsText(): Promise<string>;
  stop(): Promise<void>;
}

/** Starts everything on loopback. `env` adds to the configuration. */
export async function startTestScaler(env: Readonly<Record<string, string>> = {}): Promise<TestScaler> {
  const broker = await startEmbeddedBroker({ port: 0 });
  const poller = await startFakePoller(broker.url);
  const lines: string[] = [];
  const service = await startScalerService({ NATS_URL: broker.url, ...env }, lines);
  const { grpcPort } = service.app.get<ScalerRuntime>(runtimeToken);
  const keda = connectScaler(grpcPort);
  return {
    broker,
    poller,
    keda,
    service,
    grpcPort,
    lines,
    readyz: async () => JSON.parse(await (await get(service.ports.health, '/readyz')).text()),
    metricsText: async () => (await get(service.ports.metrics, '/metrics')).text(),
    stop: async () => {
      keda.close();
      await service.stop();
      await poller.stop();
      await broker.stop();
    },
  };
}

/** Starts the service alone. */
export function startScalerService(
  env: Readonly<Record<string, string>>,
  lines: string[] = [],
): Promise<RunningService<KedaScalerConfig>> {
  return startService(kedaScaler, {
    env: {
      DD_BIND_HOST: '127.0.0.1',
      DD_KEDA_SCALER_PORT: '0',
      DD_HEALTH_PORT: '0',
      DD_METRICS_PORT: '0',
      ...env,
    },
    write: (line) => void lines.push(line),
  });
}

function get(port: number, path: string): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}${path}`);
}

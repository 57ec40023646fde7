import { type DatadogSimulator, startDatadogSimulator } from '@dogwatch/datadog-simulator';
import { type EmbeddedBroker, startEmbeddedBroker } from '@dogwatch/nats';
import { type RunningService, startService } from '@dogwatch/service';
import type { LogPreprocessorConfig } from '../config.js';
import { logPreprocessor } from '../service.js';

/** What came back. */
export interface TestResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** The service in its surroundings: a simulated Datadog, an embedded broker, no queue unless `env` says so. */
export interface TestPreprocessor {
  readonly datadog: DatadogSimulator;
  readonly broker: EmbeddedBroker;
  readonly service: RunningService<LogPreprocessorConfig>;
  /** Log lines so far. */
  readonly lines: string[];
  readonly url: string;
  readonly post: (
    path: string,
    body: string | Uint8Array<ArrayBuffer>,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<TestResponse>;
  readonly readyz: () => Promise<{ readonly status: string; readonly reason?: string; readonly message?: string }>;
  readonly metrics: () => Promise<string>;
  readonly stop: () => Promise<void>;
}

/** The key every test uses for Datadog; it must never show up in a log line. */
export const datadogKey = 'c'.repeat(27) + '0dead';

const onLoopback = {
  DD_BIND_HOST: '127.0.0.1',
  DD_LOG_PREPROCESSOR_HTTP_PORT: '0',
  DD_HEALTH_PORT: '0',
  DD_METRICS_PORT: '0',
  DD_POD_NAME: 'preprocessor-0',
  DD_LOG_PREPROCESSOR_QUEUE: 'none',
  DD_API_KEY: datadogKey,
};

/** Starts everything on loopback. `env` adds to the configuration. */
export async function startTestPreprocessor(env: Readonly<Record<string, string>> = {}): Promise<TestPreprocessor> {
  const datadog = await startDatadogSimulator({ apiKeys: [datadogKey] });
  const broker = await startEmbeddedBroker({ port: 0 });
  const lines: string[] = [];
  const places = { NATS_URL: broker.url, DD_LOGS_CONFIG_LOGS_DD_URL: datadog.url, DATADOG_HOST: datadog.url };
  const service = await startService(logPreprocessor, {
    env: { ...onLoopback, ...places, ...env },
    write: (line) => void lines.push(line),
  });
  const url = `http://127.0.0.1:${service.ports.http ?? 0}`;
  return {
    datadog,
    broker,
    service,
    lines,
    url,
    async post(path, body, headers = {}) {
      const response = await fetch(`${url}${path}`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', ...headers },
      });
      return { status: response.status, headers: response.headers, text: await response.text() };
    },
    readyz: async () => JSON.parse(await readText(service.ports.health, '/readyz')),
    metrics: () => readText(service.ports.metrics, '/metrics'),
    stop: async () => {
      await service.stop();
      await Promise.all([broker.stop(), datadog.stop()]);
    },
  };
}

async function readText(port: number, path: string): Promise<string> {
  return (await fetch(`http://127.0.0.1:${port}${path}`)).text();
}

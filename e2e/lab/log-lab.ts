import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type NatsServer, startNatsServer } from '@dogwatch/control-plane';
import { type DatadogSimulator, startDatadogSimulator } from '@dogwatch/datadog-simulator';
import { type AppProcess, startApp } from './app-process.ts';
import { type Balancer, startBalancer } from './balancer.ts';

/** The keys of log stories; they must never show up anywhere. */
export const logKeys = {
  apiKey: 'c'.repeat(27) + '0dead',
  appKey: 'd'.repeat(35) + '1beef',
  senderKey: 'sender-0feed',
};

/** What a story about logs plays in: a NATS server with JetStream and a Datadog of its own, replicas as processes. */
export interface LogLab {
  readonly nats: NatsServer;
  readonly datadog: DatadogSimulator;
  /** One port in front of the replicas that `serve` names. */
  readonly balancer: Balancer;
  /** Folder of pipelines that every replica follows. */
  readonly pipelinesPath: string;
  /** Puts pipelines into that folder, as one file. */
  writePipelines(content: unknown): void;
  startReplica(instance: string, env?: Readonly<Record<string, string>>): Promise<AppProcess>;
  serve(...replicas: readonly AppProcess[]): void;
  /** Sends logs through the balancer; the status of the answer, 0 when the connection broke. */
  send(logs: readonly unknown[], headers?: Readonly<Record<string, string>>): Promise<number>;
  stop(): Promise<void>;
}

/** Starts a lab; `stop` ends all of it. */
export async function startLogLab(name: string): Promise<LogLab> {
  const nats = await startNatsServer({ jetstream: true });
  const datadog = await startDatadogSimulator({ apiKeys: [logKeys.apiKey], applicationKeys: [logKeys.appKey] });
  const balancer = await startBalancer();
  const folder = mkdtempSync(join(tmpdir(), `story-${name}-`));
  const replicas: AppProcess[] = [];
  const writePipelines = (content: unknown): void =>
    writeFileSync(join(folder, 'pipelines.json'), JSON.stringify(content));
  writePipelines([]);
  return {
    nats,
    datadog,
    balancer,
    pipelinesPath: folder,
    writePipelines,
    async startReplica(instance, env = {}) {
      const replica = await startApp('log-preprocessor', {
        NATS_URL: nats.url,
        NATS_SUBJECT_ROOT: name,
        DD_POD_NAME: instance,
        DD_API_KEY: logKeys.apiKey,
        DD_LOGS_CONFIG_LOGS_DD_URL: datadog.url,
        DD_LOG_PREPROCESSOR_HTTP_PORT: '0',
        DD_LOG_PREPROCESSOR_API_KEYS: logKeys.senderKey,
        DD_LOG_PREPROCESSOR_PIPELINES: folder,
        DD_LOG_PREPROCESSOR_PIPELINES_POLL: '0.2',
        DD_LOG_PREPROCESSOR_ACK_WAIT: '3',
        ...env,
      });
      replicas.push(replica);
      return replica;
    },
    serve(...served) {
      balancer.setBackends(served.flatMap(({ ports }) => ports.http ?? []));
    },
    async send(logs, headers = {}) {
      try {
        const response = await fetch(`http://127.0.0.1:${balancer.port}/api/v2/logs`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'dd-api-key': logKeys.senderKey, ...headers },
          body: JSON.stringify(logs),
        });
        await response.text();
        return response.status;
      } catch {
        return 0;
      }
    },
    async stop() {
      await Promise.all(replicas.map((replica) => replica.stop()));
      await Promise.all([datadog.stop(), balancer.stop(), nats.stop()]);
      rmSync(folder, { recursive: true });
    },
  };
}

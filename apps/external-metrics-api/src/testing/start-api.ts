import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import { Agent, request as sendRequest } from 'node:https';
import { datadogMetricCrd } from '@dogwatch/crds';
import { type EmbeddedBroker, startEmbeddedBroker } from '@dogwatch/nats';
import { type RunningService, startService } from '@dogwatch/service';
import { type CertificatePair, type KubeSimulator, startKubeSimulator } from '@dogwatch/testing';
import type { ExternalMetricsApiConfig } from '../config.js';
import { externalMetricsApi } from '../service.js';

/** One request; headers alternate names and values, so that they can repeat. */
export interface TestRequest {
  readonly method?: string;
  readonly token?: string;
  readonly headers?: readonly string[];
  readonly certificate?: CertificatePair;
  readonly body?: string;
}

/** What came back. */
export interface TestResponse {
  readonly code: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** The service in its surroundings: a simulated Kubernetes, an embedded broker. */
export interface TestApi {
  readonly kube: KubeSimulator;
  readonly broker: EmbeddedBroker;
  readonly service: RunningService<ExternalMetricsApiConfig>;
  readonly lines: string[];
  send(path: string, request?: TestRequest): Promise<TestResponse>;
  /** The ready probe's answer. */
  readyz(): Promise<{ readonly status: string; readonly reason?: string }>;
  stop(): Promise<void>;
}

/** Starts everything on loopback. `env` adds to the configuration. */
export async function startTestApi(env: Readonly<Record<string, string>> = {}): Promise<TestApi> {
  const kube = await startKubeSimulator({ tls: true, crds: [datadogMetricCrd] });
  const broker = await startEmbeddedBroker({ port: 0 });
  const lines: string[] = [];
  const service = await startService(externalMetricsApi, {
    env: {
      KUBECONFIG: kube.kubeconfigPath,
      NATS_URL: broker.url,
      DD_BIND_HOST: '127.0.0.1',
      DD_EXTERNAL_METRICS_PROVIDER_PORT: '0',
      DD_HEALTH_PORT: '0',
      DD_METRICS_PORT: '0',
      ...env,
    },
    write: (line) => void lines.push(line),
  });
  const agent = new Agent({ keepAlive: true, rejectUnauthorized: false });
  return {
    kube,
    broker,
    service,
    lines,
    send: async (path, request = {}) => send(agent, { port: service.ports.http ?? 0, path }, request),
    readyz: async () => {
      const response = await fetch(`http://127.0.0.1:${service.ports.health}/readyz`);
      return JSON.parse(await response.text());
    },
    stop: async () => {
      agent.destroy();
      await service.stop();
      await Promise.all([broker.stop(), kube.stop()]);
    },
  };
}

async function send(
  agent: Agent,
  target: { readonly port: number; readonly path: string },
  { method = 'GET', token, headers = [], certificate, body }: TestRequest,
): Promise<TestResponse> {
  const credentials = token === undefined ? [] : ['Authorization', `Bearer ${token}`];
  const tls = certificate && { cert: certificate.certificate, key: certificate.key };
  const options = { host: '127.0.0.1', ...target, method, headers: ['Host', 'localhost', ...credentials, ...headers] };
  const request = sendRequest({ ...options, agent, ...tls });
  request.end(body);
  const [response] = await once(request, 'response');
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return { code: response.statusCode, headers: response.headers, text: Buffer.concat(chunks).toString('utf8') };
}

import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import { Agent, request as sendRequest } from 'node:https';
import { createKubeClient, type KubeClient, loadKubeConfig } from '@dogwatch/kube';
import { type EmbeddedBroker, startEmbeddedBroker } from '@dogwatch/nats';
import { type RunningService, startService } from '@dogwatch/service';
import { type KubeSimulator, startKubeSimulator } from '@dogwatch/testing';
import type { AdmissionWebhookConfig } from '../config.js';
import { admissionWebhook } from '../service.js';

/** One request to the webhook. */
export interface TestRequest {
  readonly method?: string;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** What came back. */
export interface TestResponse {
  readonly code: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** The service in its surroundings: a simulated Kubernetes, an embedded broker. */
export interface TestWebhook {
  readonly kube: KubeSimulator;
  /** Administrator of the simulated cluster. */
  readonly client: KubeClient;
  readonly broker: EmbeddedBroker;
  readonly service: RunningService<AdmissionWebhookConfig>;
  readonly lines: string[];
  readonly send: (path: string, request?: TestRequest) => Promise<TestResponse>;
  /** Sends a pod as the API server does. */
  readonly review: (path: string, object: unknown, request?: object) => Promise<Readonly<Record<string, unknown>>>;
  /** The ready probe's answer. */
  readonly readyz: () => Promise<{ readonly status: string; readonly reason?: string }>;
  readonly metrics: () => Promise<string>;
  readonly stop: () => Promise<void>;
}

const onLoopback = {
  DD_BIND_HOST: '127.0.0.1',
  DD_ADMISSION_CONTROLLER_PORT: '0',
  DD_HEALTH_PORT: '0',
  DD_METRICS_PORT: '0',
  DD_KUBE_RESOURCES_NAMESPACE: 'datadog',
  DD_POD_NAME: 'webhook-0',
};

/** Starts everything on loopback. `env` adds to the configuration. */
export async function startTestWebhook(
  env: Readonly<Record<string, string>> = {},
  prepare: (kube: KubeSimulator) => void = () => undefined,
): Promise<TestWebhook> {
  const kube = await startKubeSimulator();
  kube.load({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'datadog' } });
  prepare(kube);
  const broker = await startEmbeddedBroker({ port: 0 });
  const lines: string[] = [];
  const places = { KUBECONFIG: kube.kubeconfigPath, NATS_URL: broker.url };
  const service = await startService(admissionWebhook, {
    env: { ...onLoopback, ...places, ...env },
    write: (line) => void lines.push(line),
  });
  const client = createKubeClient(loadKubeConfig({ path: kube.kubeconfigPath }));
  const agent = new Agent({ keepAlive: true, rejectUnauthorized: false });
  const port = service.ports.http ?? 0;
  const send = (path: string, request: TestRequest = {}): Promise<TestResponse> =>
    sendTo(agent, { port, path }, request);
  return {
    kube,
    client,
    broker,
    service,
    lines,
    send,
    review: async (path, object, request = {}) => {
      const body = JSON.stringify(toReview(object, request));
      return JSON.parse((await send(path, { body })).text).response;
    },
    readyz: async () => JSON.parse(await readText(service.ports.health, '/readyz')),
    metrics: () => readText(service.ports.metrics, '/metrics'),
    stop: async () => {
      agent.destroy();
      await service.stop();
      await Promise.all([client.close(), broker.stop(), kube.stop()]);
    },
  };
}

/** The review of a pod that is being created in the namespace `shop`. */
export function toReview(object: unknown, request: object = {}): object {
  return {
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: { uid: 'u-1', namespace: 'shop', operation: 'CREATE', dryRun: false, object, ...request },
  };
}

async function sendTo(
  agent: Agent,
  target: { readonly port: number; readonly path: string },
  { method = 'POST', contentType = 'application/json', headers: more, body }: TestRequest,
): Promise<TestResponse> {
  const headers = { ...(contentType !== '' && { 'content-type': contentType }), ...more };
  const request = sendRequest({ host: '127.0.0.1', ...target, method, headers, agent });
  // a server that refuses a body closes the connection while it is still being sent
  request.on('error', () => undefined);
  request.end(body);
  const [response] = await once(request, 'response');
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return { code: response.statusCode, headers: response.headers, text: Buffer.concat(chunks).toString('utf8') };
}

async function readText(port: number, path: string): Promise<string> {
  return (await fetch(`http://127.0.0.1:${port}${path}`)).text();
}

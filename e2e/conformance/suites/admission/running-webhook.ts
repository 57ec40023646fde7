import { once } from 'node:events';
import { Agent, request as sendRequest } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { admissionWebhook } from '@dogwatch/admission-webhook';
import { createKubeClient, defineResource, type KubeClient, loadKubeConfig, type KubeObject } from '@dogwatch/kube';
import { startService } from '@dogwatch/service';
import { type KubeSimulator, startKubeSimulator } from '@dogwatch/testing';
import type { Vector } from './vector.ts';

/** The real service, in front of a simulated Kubernetes. */
export interface RunningWebhook {
  readonly kube: KubeSimulator;
  readonly client: KubeClient;
  readonly send: (request: WebhookCall) => Promise<WebhookAnswer>;
  readonly stop: () => Promise<void>;
}

/** One request as a case describes it. */
export interface WebhookCall {
  readonly method: string;
  readonly path: string;
  readonly contentType?: string;
  readonly body?: string;
}

/** What came back. */
export interface WebhookAnswer {
  readonly status: number;
  readonly text: string;
}

const webhookConfigurations = defineResource<KubeObject>({
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  plural: 'mutatingwebhookconfigurations',
  kind: 'MutatingWebhookConfiguration',
  namespaced: false,
});

const running = new Map<string, Promise<RunningWebhook>>();

/** The service with the options of a vector; vectors with the same options share one. */
export function webhookFor({ config, context }: Vector): Promise<RunningWebhook> {
  const namespace = context?.clusterAgentNamespace ?? 'datadog-ns';
  const key = JSON.stringify({ ...config, namespace });
  const started = running.get(key) ?? start(config, namespace);
  running.set(key, started);
  return started;
}

/** Stops every service that was started. */
export async function stopWebhooks(): Promise<void> {
  await Promise.all(Array.from(running.values(), async (webhook) => (await webhook).stop()));
  running.clear();
}

/** The webhook configuration that the service has registered; undefined when it has none after a while. */
export async function registrationOf({ client }: RunningWebhook, name: string): Promise<KubeObject | undefined> {
  for (let tries = 0; tries < 200; tries += 1) {
    const found = await client.get(webhookConfigurations, { name });
    if (found.ok) return found.value;
    await sleep(25);
  }
  return undefined;
}

async function start(env: Readonly<Record<string, string>>, namespace: string): Promise<RunningWebhook> {
  const kube = await startKubeSimulator();
  kube.load({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  const service = await startService(admissionWebhook, {
    env: {
      KUBECONFIG: kube.kubeconfigPath,
      // nobody listens there: decisions are published to nobody
      NATS_URL: 'nats://127.0.0.1:1',
      DD_BIND_HOST: '127.0.0.1',
      DD_ADMISSION_CONTROLLER_PORT: '0',
      DD_HEALTH_PORT: '0',
      DD_METRICS_PORT: '0',
      DD_POD_NAME: 'webhook-0',
      DD_KUBE_RESOURCES_NAMESPACE: namespace,
      ...env,
    },
    write: () => undefined,
  });
  const client = createKubeClient(loadKubeConfig({ path: kube.kubeconfigPath }));
  const agent = new Agent({ keepAlive: true, rejectUnauthorized: false });
  const port = service.ports.http ?? 0;
  return {
    kube,
    client,
    send: (call) => send(agent, port, call),
    stop: async () => {
      agent.destroy();
      await service.stop();
      await Promise.all([client.close(), kube.stop()]);
    },
  };
}

async function send(agent: Agent, port: number, call: WebhookCall): Promise<WebhookAnswer> {
  const { method, path, contentType, body } = call;
  const headers = contentType === undefined ? {} : { 'content-type': contentType };
  const request = sendRequest({ host: '127.0.0.1', port, method, path, headers, agent });
  request.end(body);
  const [response] = await once(request, 'response');
  let text = '';
  response.setEncoding('utf8');
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode, text };
}

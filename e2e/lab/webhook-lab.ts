import { expect } from 'vitest';
import type { AppProcess } from './app-process.ts';
import { eventually, type Lab, startLab } from './lab.ts';
import { untilMutating } from './pods.ts';

/** A lab with one replica of admission-webhook that changes the pods of a namespace. */
export interface WebhookLab {
  readonly lab: Lab;
  readonly replica: AppProcess;
  /** Deletes the namespace and stops the lab. */
  stop(): Promise<void>;
}

/** Starts the lab in `namespace`, the app with `env`; resolves once pods of the new namespace `shop` are changed. */
export async function startWebhookLab(
  namespace: string,
  shop: string,
  env: Readonly<Record<string, string>> = {},
): Promise<WebhookLab> {
  const lab = await startLab({ name: namespace });
  await lab.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: shop } });
  const replica = await lab.startWebhook('webhook-0', env);
  await lab.serveWebhook(replica);
  await eventually(async () => expect((await replica.probe('/readyz')).status).toBe(200));
  await untilMutating(lab, shop);
  return {
    lab,
    replica,
    stop: async () => {
      await lab.client.raw('DELETE', `/api/v1/namespaces/${shop}`);
      await lab.stop();
    },
  };
}

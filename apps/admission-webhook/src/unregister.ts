import { createKubeClient, type KubeClient, type KubeResult, loadKubeConfig } from '@dogwatch/kube';
import { type Env, parseConfig } from '@dogwatch/service';
import type { Logger } from '@dogwatch/telemetry';
import { readAdmissionOptions } from './admission-options.js';
import { admissionWebhookConfig } from './config.js';
import { webhookConfigurations } from './kubernetes/webhook-configurations.js';
import { unregisterAnnotation } from './registration/plan-registration.js';

/**
 * Takes the webhook configuration away, for the time before a release is deleted: replicas that still run see that it was
 * meant to go, and do not put it back. The exit code: 0 when it is gone, 1 when it could not be removed.
 */
export async function unregister(env: Env, log: Logger): Promise<0 | 1> {
  const own = parseConfig(admissionWebhookConfig, env);
  const options = readAdmissionOptions(env);
  if (!own.ok || !options.ok) {
    const problems = [own, options].flatMap((read) => (read.ok ? [] : read.problems));
    log.error({}, problems.map(({ message }) => message).join(' '));
    return 1;
  }
  const { kubeconfig: path } = own.config;
  const client = createKubeClient(loadKubeConfig({ env, ...(path !== undefined && { path }) }));
  const { webhookName: name } = options.parsed.options;
  const result = await remove(client, name);
  await client.close();
  if (result.ok || result.code === 404) {
    log.info({ webhook: name }, 'The webhook configuration is gone; no pod is changed any more.');
    return 0;
  }
  log.error({ webhook: name, reason: result.reason }, `Cannot remove the webhook configuration: ${result.message}`);
  return 1;
}

async function remove(client: KubeClient, name: string): Promise<KubeResult<unknown>> {
  const body = { metadata: { annotations: { [unregisterAnnotation]: 'true' } } };
  const marked = await client.patch(webhookConfigurations, { name }, { type: 'merge', body });
  return marked.ok ? client.delete(webhookConfigurations, { name }) : marked;
}

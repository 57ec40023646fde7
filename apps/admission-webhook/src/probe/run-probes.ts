import { coreResources, type KubeClient } from '@dogwatch/kube';
import type { PeerState } from '@dogwatch/service';
import { probedAnnotation, probeLabel } from './probe-webhook.js';

/** How a probe ended. */
export type ProbeOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'ProbeRefused' | 'WebhookNotCalled'; readonly message: string };

/** What probes need. */
export interface ProbeOptions {
  readonly client: Pick<KubeClient, 'create'>;
  readonly namespace: string;
  readonly intervalMillis: number;
  /** Time before the first one. */
  readonly graceMillis: number;
  readonly onProbed: (outcome: ProbeOutcome) => void;
}

/** Probes that run until they are stopped. */
export interface Probes {
  /** The last outcome, as a peer: whether the API server reaches the webhooks. */
  readonly state: () => PeerState;
  readonly stop: () => void;
}

/** Creates a ConfigMap as a dry run and looks whether the webhook has touched it. */
export async function probe(client: Pick<KubeClient, 'create'>, namespace: string): Promise<ProbeOutcome> {
  const configMap = { metadata: { name: 'admission-webhook-probe', namespace, labels: { [probeLabel]: 'true' } } };
  const created = await client.create(coreResources.configMaps, configMap, { dryRun: true });
  if (!created.ok) return { ok: false, reason: 'ProbeRefused', message: created.message };
  if (created.value.metadata.annotations?.[probedAnnotation] === 'true') return { ok: true };
  const message = 'the API server created a probe without calling the webhooks';
  return { ok: false, reason: 'WebhookNotCalled', message };
}

/** Starts to probe: once after the grace period, and then at each interval. */
export function runProbes(options: ProbeOptions): Probes {
  let last: ProbeOutcome | undefined;
  let isStopped = false;
  const run = async (): Promise<void> => {
    const outcome = await probe(options.client, options.namespace);
    if (isStopped) return;
    last = outcome;
    options.onProbed(outcome);
    timer = setTimeout(() => void run(), options.intervalMillis);
  };
  let timer = setTimeout(() => void run(), options.graceMillis);
  return {
    state: () => {
      if (last === undefined) return { state: 'unknown' };
      return last.ok ? { state: 'up' } : { state: 'down', message: last.message };
    },
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

import { setTimeout as sleep } from 'node:timers/promises';
import { coreResources, type Deployment, type HorizontalPodAutoscaler, type KubeClient, toKey } from '@dogwatch/kube';
import { type Logger, silentLogger } from '@dogwatch/telemetry';
import { readExternalMetric, type Usage } from './external-metric.js';
import { decideHpa, type Recommendation } from './hpa-decision.js';
import type { Replicas } from './replica-count.js';

const resource = coreResources.horizontalPodAutoscalers;

/** How an HPA loop works. */
export interface HpaLoopOptions {
  /** Must be allowed what the HPA controller is: read autoscalers and external metrics, write scales and status. */
  readonly client: KubeClient;
  /** Time between two looks: 15 seconds by default. */
  readonly syncPeriodMillis?: number;
  /** How long a higher recommendation holds back a scale-down: 5 minutes by default. */
  readonly downscaleStabilizationMillis?: number;
  readonly log?: Logger;
}

/** A stand-in for the HPA controller. */
export interface HpaLoop {
  /** Looks at every autoscaler now; resolves when scales and status are written. */
  sync(): Promise<void>;
  stop(): Promise<void>;
}

/** Scales Deployments by metrics of the type External as the HPA controller does. Looks for the first time at once. */
export function startHpaLoop(options: HpaLoopOptions): HpaLoop {
  const { client, syncPeriodMillis = 15_000, log = silentLogger } = options;
  const stopped = new AbortController();
  let memory: ReadonlyMap<string, readonly Recommendation[] | undefined> = new Map();
  const look = async (): Promise<void> => {
    const hpas = await client.list(resource);
    if (!hpas.ok) return log.warn({ reason: hpas.reason }, `Cannot list HorizontalPodAutoscalers: ${hpas.message}`);
    const entries = hpas.value.items.map(async (hpa) => {
      const key = toKey(hpa.metadata);
      return [key, await syncHpa(options, hpa, memory.get(key))] as const;
    });
    memory = new Map(await Promise.all(entries));
  };
  let last = Promise.resolve();
  const sync = async (): Promise<void> => {
    last = last.then(look).catch((error: unknown) => log.error({ error }, 'A look at the autoscalers failed.'));
    return last;
  };
  const run = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      await sync();
      await sleep(syncPeriodMillis, undefined, { signal: stopped.signal }).catch(() => {});
    }
  };
  const running = run();
  return {
    sync,
    async stop() {
      stopped.abort();
      await running;
    },
  };
}

/** Scales what one autoscaler is for, and tells it in its status; gives what to remember. */
async function syncHpa(
  { client, downscaleStabilizationMillis: stabilizationMillis = 300_000 }: HpaLoopOptions,
  hpa: HorizontalPodAutoscaler,
  recommendations: readonly Recommendation[] | undefined,
): Promise<readonly Recommendation[] | undefined> {
  const key = { namespace: hpa.metadata.namespace ?? 'default', name: hpa.spec?.scaleTargetRef?.name ?? '' };
  const target = await client.get(coreResources.deployments, key);
  if (!target.ok) {
    const message = `the HPA controller was unable to get the target's current scale: ${target.message}`;
    const conditions = [{ type: 'AbleToScale', status: 'False', reason: 'FailedGetScale', message }];
    await writeStatus(client, hpa, { ...hpa.status, conditions });
    return recommendations;
  }
  const replicas = toReplicas(target.value);
  const usages = await readUsages(client, hpa);
  const nowMillis = Date.now();
  const decision = decideHpa({ hpa, replicas, usages, recommendations, nowMillis, stabilizationMillis });
  const { desiredReplicas, currentMetrics, conditions } = decision;
  if (desiredReplicas !== replicas.spec) {
    const patch = { type: 'merge', body: { spec: { replicas: desiredReplicas } } } as const;
    const scaled = await client.patch(coreResources.deployments, key, patch);
    if (!scaled.ok) throw new Error(`cannot scale Deployment ${toKey(key)}: ${scaled.message}`);
  }
  await writeStatus(client, hpa, { currentReplicas: replicas.spec, desiredReplicas, currentMetrics, conditions });
  return decision.recommendations;
}

function toReplicas({ spec, status }: Deployment): Replicas {
  return { spec: spec?.replicas ?? 1, status: status?.replicas ?? 0 };
}

async function readUsages(client: KubeClient, hpa: HorizontalPodAutoscaler): Promise<(Usage | undefined)[]> {
  const { namespace = 'default' } = hpa.metadata;
  const metrics = hpa.spec?.metrics ?? [];
  return Promise.all(
    metrics.map(async ({ external }) => external && readExternalMetric(client, namespace, external.metric)),
  );
}

/** Conditions get their times, and those that nothing was said about stay; a newer object of another writer wins. */
async function writeStatus(
  client: KubeClient,
  hpa: HorizontalPodAutoscaler,
  status: NonNullable<HorizontalPodAutoscaler['status']>,
): Promise<void> {
  const now = new Date().toISOString().replace(/\.\d+/, '');
  const conditions = new Map(hpa.status?.conditions?.map((before) => [before.type, before]));
  for (const condition of status.conditions ?? []) {
    const before = conditions.get(condition.type);
    const lastTransitionTime = before?.status === condition.status ? before.lastTransitionTime : now;
    conditions.set(condition.type, { ...condition, lastTransitionTime });
  }
  await client.replaceStatus(resource, { ...hpa, status: { ...status, conditions: [...conditions.values()] } });
}

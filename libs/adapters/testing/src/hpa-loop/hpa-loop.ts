import { setTimeout as sleep } from 'node:timers/promises';
import type { HorizontalPodAutoscaler, KubeClient } from '@dogwatch/kube';
import { coreResources, createEventRecorder, toKey } from '@dogwatch/kube';
import type { Logger } from '@dogwatch/telemetry';
import { silentLogger } from '@dogwatch/telemetry';
import { readReplicas, readUsages, writeReplicas, writeStatus } from './hpa-calls.js';
import { condition, decideHpa } from './hpa-decision.js';
import type { HpaDecision } from './hpa-decision.js';
import type { Recommendation } from './replica-count.js';

const resource = coreResources.horizontalPodAutoscalers;

/** How an HPA loop works. */
export interface HpaLoopOptions {
  /** Must be allowed what the HPA controller is: read autoscalers and external metrics, write scales, status and Events. */
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
  const component = 'horizontal-pod-autoscaler';
  const recorder = createEventRecorder({ client, component, instance: component, log });
  const stopped = new AbortController();
  let memory: ReadonlyMap<string, readonly Recommendation[]> = new Map();
  const look = async (): Promise<void> => {
    const hpas = await client.list(resource);
    if (!hpas.ok) return log.warn({ reason: hpas.reason }, `cannot list HorizontalPodAutoscalers: ${hpas.message}`);
    const entries = hpas.value.items.map(async (hpa) => {
      const key = toKey(hpa.metadata);
      const { recommendations, events } = await syncHpa(options, hpa, memory.get(key));
      for (const event of events) recorder.recordEvent({ resource, metadata: hpa.metadata }, event);
      return [key, recommendations] as const;
    });
    memory = new Map(await Promise.all(entries));
  };
  let last = Promise.resolve();
  const sync = async (): Promise<void> => {
    last = last.then(look).catch((error: unknown) => log.error({ error }, 'a look at the autoscalers failed'));
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
      await recorder.stop();
    },
  };
}

async function syncHpa(
  options: HpaLoopOptions,
  hpa: HorizontalPodAutoscaler,
  remembered: readonly Recommendation[] | undefined,
): Promise<HpaDecision> {
  const { client, downscaleStabilizationMillis: stabilizationMillis = 300_000 } = options;
  const nowMillis = Date.now();
  const replicas = await readReplicas(client, hpa);
  const present = replicas.ok ? replicas.value : { spec: hpa.status?.currentReplicas ?? 0, status: 0 };
  const recommendations = remembered ?? [{ atMillis: nowMillis, replicas: present.spec }];
  const usages = replicas.ok ? await readUsages(client, hpa) : [];
  const decision = replicas.ok
    ? decideHpa({ hpa, replicas: present, usages, recommendations, nowMillis, stabilizationMillis })
    : toUnscalable(hpa, recommendations, replicas.message);
  const done = decision.desiredReplicas === present.spec ? decision : await rescale(client, hpa, decision);
  const now = new Date(nowMillis).toISOString().replace(/\.\d+/, '');
  await writeStatus(client, hpa, { ...done, currentReplicas: present.spec, now });
  return done;
}

async function rescale(client: KubeClient, hpa: HorizontalPodAutoscaler, decision: HpaDecision): Promise<HpaDecision> {
  const written = await writeReplicas(client, hpa, decision.desiredReplicas);
  if (written.ok) return decision;
  const message = `the HPA controller was unable to update the target scale: ${written.message}`;
  const others = decision.conditions.filter(({ type }) => type !== 'AbleToScale');
  return {
    ...decision,
    conditions: [condition('AbleToScale', 'False', 'FailedUpdateScale', message), ...others],
    events: [{ type: 'Warning', reason: 'FailedRescale', message: written.message }],
  };
}

function toUnscalable(
  hpa: HorizontalPodAutoscaler,
  recommendations: readonly Recommendation[],
  why: string,
): HpaDecision {
  const message = `the HPA controller was unable to get the target's current scale: ${why}`;
  return {
    desiredReplicas: hpa.status?.currentReplicas ?? 0,
    conditions: [condition('AbleToScale', 'False', 'FailedGetScale', message)],
    currentMetrics: hpa.status?.currentMetrics ?? [],
    recommendations,
    events: [{ type: 'Warning', reason: 'FailedGetScale', message: why }],
  };
}

import type { Condition, HorizontalPodAutoscaler, KubeClient, MetricSpec } from '@dogwatch/kube';
import { coreResources } from '@dogwatch/kube';
import { numberAt, textAt } from '../json/json.js';
import { readBody } from '../read-body.js';
import { readExternalMetric, toExternalMetricRequest } from './external-metric.js';
import type { Usage } from './external-metric.js';
import type { HpaDecision } from './hpa-decision.js';
import type { Replicas } from './replica-count.js';

/** A call that worked, or what the server said. */
export type CallResult<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

/** What each metric of an autoscaler measures now; undefined for types other than External. */
export async function readUsages(client: KubeClient, hpa: HorizontalPodAutoscaler): Promise<(Usage | undefined)[]> {
  const namespace = hpa.metadata.namespace ?? 'default';
  return Promise.all((hpa.spec?.metrics ?? []).map(async (spec) => readUsage(client, namespace, spec)));
}

async function readUsage(client: KubeClient, namespace: string, { external }: MetricSpec): Promise<Usage | undefined> {
  if (external === undefined) return undefined;
  const { path, query, accept } = toExternalMetricRequest(namespace, external.metric);
  const answer = await client.raw('GET', path, { query, headers: { accept } });
  if (!answer.ok) return { ok: false, message: `unable to fetch metrics from external metrics API: ${answer.message}` };
  const { status, headers, body } = answer.value;
  const contentType = headers['content-type'];
  return readExternalMetric(status, typeof contentType === 'string' ? contentType : '', await readBody(body));
}

/** The replicas of what an autoscaler scales, by its scale subresource. Only Deployments can be scaled. */
export async function readReplicas(client: KubeClient, hpa: HorizontalPodAutoscaler): Promise<CallResult<Replicas>> {
  const scale = await callScale(client, hpa, undefined);
  if (!scale.ok) return scale;
  const { value } = scale;
  const replicas = {
    spec: numberAt(value, 'spec', 'replicas') ?? 0,
    status: numberAt(value, 'status', 'replicas') ?? 0,
  };
  return { ok: true, value: replicas };
}

/** Sets the replicas of what an autoscaler scales. */
export async function writeReplicas(
  client: KubeClient,
  hpa: HorizontalPodAutoscaler,
  replicas: number,
): Promise<CallResult<unknown>> {
  return callScale(client, hpa, replicas);
}

async function callScale(
  client: KubeClient,
  { metadata, spec }: HorizontalPodAutoscaler,
  replicas: number | undefined,
): Promise<CallResult<unknown>> {
  const { kind, name } = spec?.scaleTargetRef ?? { kind: 'nothing', name: '' };
  if (kind !== 'Deployment') return { ok: false, message: `only Deployments are scaled here, not ${kind}` };
  const path = `/apis/apps/v1/namespaces/${metadata.namespace ?? 'default'}/deployments/${name}/scale`;
  const headers = { 'content-type': 'application/merge-patch+json' };
  const answer =
    replicas === undefined
      ? await client.raw('GET', path)
      : await client.raw('PATCH', path, { headers, body: { spec: { replicas } } });
  if (!answer.ok) return answer;
  const body: unknown = JSON.parse((await readBody(answer.value.body)).toString());
  return answer.value.status < 300 ? { ok: true, value: body } : { ok: false, message: textAt(body, 'message') };
}

/** Writes what was decided into the status of an autoscaler; a newer object of another writer wins. */
export async function writeStatus(
  client: KubeClient,
  hpa: HorizontalPodAutoscaler,
  decision: HpaDecision & { readonly currentReplicas: number; readonly now: string },
): Promise<void> {
  const { currentReplicas, desiredReplicas, currentMetrics, conditions, now } = decision;
  const before = hpa.status?.conditions ?? [];
  const others = before.filter(({ type }) => !conditions.some((condition) => condition.type === type));
  const isRescaled = conditions.some(({ reason }) => reason === 'SucceededRescale');
  const status = {
    ...hpa.status,
    ...(isRescaled ? { lastScaleTime: now } : {}),
    ...(hpa.metadata.generation === undefined ? {} : { observedGeneration: hpa.metadata.generation }),
    currentReplicas,
    desiredReplicas,
    currentMetrics,
    conditions: [...conditions.map((condition) => stamp(condition, before, now)), ...others],
  };
  await client.replaceStatus(coreResources.horizontalPodAutoscalers, { ...hpa, status });
}

function stamp(condition: Condition, before: readonly Condition[], now: string): Condition {
  const same = before.find(({ type, status }) => type === condition.type && status === condition.status);
  return { ...condition, lastTransitionTime: same?.lastTransitionTime ?? now };
}

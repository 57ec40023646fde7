import { expect } from 'vitest';
import { type Manifest, send } from './apply.ts';
import { eventually, type Lab } from './lab.ts';

/** A variable of a container, as far as stories look at it. */
export interface Variable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: unknown;
}

/** A container, as far as stories look at it. */
export interface Container {
  readonly name: string;
  readonly env?: readonly Variable[];
  readonly [field: string]: unknown;
}

/** A pod that the API server has stored. */
export interface Pod extends Manifest {
  readonly spec: {
    readonly containers: readonly Container[];
    readonly initContainers?: readonly Container[];
    readonly volumes?: readonly { readonly name: string }[];
    readonly [field: string]: unknown;
  };
}

/** The label that opts a pod in. */
export const optedIn = { 'admission.datadoghq.com/enabled': 'true' };

/** A pod with one container and these labels. */
export function toPod(namespace: string, name: string, labels: Readonly<Record<string, string>> = optedIn): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels },
    spec: { containers: [{ name: 'app', image: 'registry.k8s.io/pause:3.10' }] },
  };
}

/** Creates a pod and gives what became of it; throws when it is refused. */
export async function createPod(lab: Pick<Lab, 'client'>, pod: Manifest, query = ''): Promise<Pod> {
  const path = `/api/v1/namespaces/${pod.metadata.namespace}/pods${query}`;
  return (await send(lab.client, 'POST', path, { body: pod })) as Pod;
}

/** Names of the variables of the first container. */
export function variablesOf({ spec }: Pod): readonly string[] {
  return (spec.containers[0]?.env ?? []).map(({ name }) => name);
}

/** Whether a pod knows its agent. */
export function isMutated(pod: Pod): boolean {
  return variablesOf(pod).includes('DD_AGENT_HOST');
}

/** Waits until the API server calls the webhook for pods of a namespace, which takes it a moment to notice. */
export async function untilMutating(lab: Lab, namespace: string): Promise<void> {
  await eventually(async () => {
    const pod = await createPod(lab, toPod(namespace, 'rehearsal'), '?dryRun=All');
    expect(isMutated(pod)).toBe(true);
  });
}

/** What became of a stream of pods. */
export interface StreamResult {
  readonly created: number;
  /** Names of pods that were created without a change. */
  readonly unmutated: readonly string[];
  /** What the API server said about those it refused. */
  readonly refused: readonly string[];
}

const streamWidth = 4;
const pauseMillis = 10;
let streams = 0;

/** Creates pods, a few at a time, until `work` is done. */
export async function createPodsWhile(lab: Lab, namespace: string, work: Promise<unknown>): Promise<StreamResult> {
  const result = { created: 0, unmutated: [] as string[], refused: [] as string[] };
  const progress = { isDone: false };
  const prefix = `stream-${streams++}`;
  let next = 0;
  const createMany = async (): Promise<void> => {
    while (!progress.isDone) {
      const name = `${prefix}-${next++}`;
      try {
        if (!isMutated(await createPod(lab, toPod(namespace, name)))) result.unmutated.push(name);
        result.created += 1;
      } catch (error) {
        result.refused.push(String(error));
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMillis));
    }
  };
  const stream = Promise.all(Array.from({ length: streamWidth }, createMany));
  await work.finally(() => (progress.isDone = true));
  await stream;
  return result;
}

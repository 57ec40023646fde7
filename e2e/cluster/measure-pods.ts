import { kubectl, type KubeObject, list, namespace } from './cluster.ts';

/** What a pod takes when nothing is to be done. */
export interface PodMeasure {
  /** Of the process, as the kernel counts it. */
  readonly rssMegabytes: number;
  /** Of the container, with its page cache. */
  readonly cgroupMegabytes: number;
  /** From the start of the process to the line that says that it has started. */
  readonly startMillis: number;
  /** From the start of the container to the condition Ready, in whole seconds. */
  readonly readySeconds: number;
}

const files =
  '/proc/1/status /proc/1/stat /proc/uptime /sys/fs/cgroup/memory.current /sys/fs/cgroup/memory/memory.usage_in_bytes';

interface Running {
  readonly state: { readonly running: { readonly startedAt: string } };
}

function toReadySeconds({ status }: KubeObject): number {
  const conditions: readonly { type: string; lastTransitionTime: string }[] = status.conditions;
  const ready = conditions.find(({ type }) => type === 'Ready')?.lastTransitionTime ?? '';
  const [container]: readonly Running[] = status.containerStatuses;
  return (Date.parse(ready) - Date.parse(container?.state.running.startedAt ?? '')) / 1000;
}

/** When the process began, by its age. */
function toStartMillis(text: string, nowMillis: number): number {
  const ticks = Number(/^1 \(.*?\)(?: \S+){19} (\d+)/m.exec(text)?.[1]);
  const uptimeSeconds = Number(/^([\d.]+) [\d.]+$/m.exec(text)?.[1]);
  return nowMillis - (uptimeSeconds - ticks / 100) * 1000;
}

async function measurePod(pod: KubeObject): Promise<PodMeasure> {
  const { name } = pod.metadata;
  const command = `date +%s%N; for f in ${files}; do cat $f 2>/dev/null; done; true`;
  const text = await kubectl('exec', name, '-n', namespace, '--', 'sh', '-c', command);
  const [nanos = '', ...rest] = text.split('\n');
  const log = await kubectl('logs', name, '-n', namespace);
  const started = log.split('\n').find((line) => line.includes('has started.')) ?? '{}';
  const { timestamp = '' }: { timestamp?: string } = JSON.parse(started);
  const processStart = toStartMillis(rest.join('\n'), Number(nanos) / 1e6);
  return {
    rssMegabytes: Math.round((Number(/^VmRSS:\s+(\d+)/m.exec(text)?.[1]) * 1024) / 1e6),
    cgroupMegabytes: Math.round(Number(/^(\d+)$/m.exec(rest.join('\n'))?.[1]) / 1e6),
    startMillis: Math.round(Date.parse(timestamp) - processStart),
    readySeconds: toReadySeconds(pod),
  };
}

/** Measures the pods whose image has a shell, by their names. */
export async function measurePods(pods: readonly KubeObject[]): Promise<Record<string, PodMeasure>> {
  const measured: Record<string, PodMeasure> = {};
  for (const pod of pods)
    if (!pod.metadata.name.includes('-nats-')) measured[pod.metadata.name] = await measurePod(pod);
  return measured;
}

interface NodeImage {
  readonly names: readonly string[] | null;
  readonly sizeBytes: number;
}

/** Megabytes of our images as a node keeps them, Node and Debian included, by their names. */
export async function measureImages(): Promise<Record<string, number>> {
  const [node] = await list('/api/v1/nodes');
  const images: readonly NodeImage[] = node?.status.images ?? [];
  const ours = images.flatMap(({ names, sizeBytes }) => {
    const name = names?.find((one) => /\/dogwatch\/[^@]+:/.test(one));
    return name === undefined ? [] : [[name.replace('docker.io/dogwatch/', ''), Math.round(sizeBytes / 1e6)] as const];
  });
  return Object.fromEntries(ours);
}

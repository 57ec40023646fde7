import { createInterface } from 'node:readline';
import { client, type KubeObject, list, namespace } from './cluster.ts';
import { send } from '../lab/apply.ts';

/** How a container ended. */
export interface ContainerEnd {
  readonly pod: string;
  readonly exitCode: number;
  readonly reason: string;
}

/** Remembers what pods went through, those that are gone by now too. */
export interface PodWatch {
  /** How containers of the release ended since the watch began. */
  ends(): readonly ContainerEnd[];
  stop(): void;
}

interface WatchEvent {
  readonly object: KubeObject;
}

function toEnds({ metadata, status }: KubeObject): readonly ContainerEnd[] {
  const statuses: readonly { state?: { terminated?: ContainerEnd } }[] = status?.containerStatuses ?? [];
  return statuses.flatMap(({ state }) =>
    state?.terminated === undefined
      ? []
      : [{ pod: metadata.name, exitCode: state.terminated.exitCode, reason: state.terminated.reason }],
  );
}

/** Watches the pods of the namespace of the release. */
export async function watchPods(): Promise<PodWatch> {
  const path = `/api/v1/namespaces/${namespace}/pods`;
  const { metadata } = (await send(client, 'GET', `${path}?limit=1`)) as {
    readonly metadata: { readonly resourceVersion: string };
  };
  const known = new Set((await list(path)).flatMap(toEnds).map(({ pod }) => pod));
  const answer = await client.raw('GET', `${path}?watch=true&resourceVersion=${metadata.resourceVersion}`);
  if (!answer.ok) throw new Error(answer.message);
  const { body } = answer.value;
  const ends = new Map<string, ContainerEnd>();
  const lines = createInterface({ input: body }).on('line', (line) => {
    const { object }: WatchEvent = JSON.parse(line);
    for (const end of toEnds(object)) if (!known.has(end.pod)) ends.set(end.pod, end);
  });
  // a body that is destroyed ends with an error, which is no failure here
  for (const stream of [body, lines]) stream.on('error', () => undefined);
  return { ends: () => [...ends.values()], stop: () => void body.destroy() };
}

import type { KubeClient } from '@dogwatch/kube';
import { parseAllDocuments } from 'yaml';

/** A manifest, as far as applying it goes. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly finalizers?: readonly string[];
  };
  readonly [field: string]: unknown;
}

const plurals: Readonly<Record<string, string>> = { HorizontalPodAutoscaler: 'horizontalpodautoscalers' };

const clusterWide: ReadonlySet<string> = new Set([
  'APIService',
  'ClusterRole',
  'ClusterRoleBinding',
  'CustomResourceDefinition',
  'Namespace',
  'Node',
]);

/** The API path of a manifest's object. */
export function toPath({ apiVersion, kind, metadata }: Manifest): string {
  const root = apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`;
  const scope = clusterWide.has(kind) ? '' : `/namespaces/${metadata.namespace ?? 'default'}`;
  const plural = plurals[kind] ?? `${kind.toLowerCase()}s`;
  return `${root}${scope}/${plural}/${metadata.name}`;
}

/** The YAML documents of a text. */
export function parseManifests(text: string): Manifest[] {
  return parseAllDocuments(text)
    .map((document): unknown => document.toJS())
    .filter((value): value is Manifest => typeof value === 'object' && value !== null && 'kind' in value);
}

/** The manifests in the `yaml` code blocks of a Markdown page: what its reader is told to apply. */
export function readGuideManifests(markdown: string): Manifest[] {
  return Array.from(markdown.matchAll(/^```yaml\n(.*?)^```/gms), ([, text = '']) => text).flatMap(parseManifests);
}

async function textOf(body: AsyncIterable<unknown>): Promise<string> {
  let text = '';
  for await (const chunk of body) text += String(chunk);
  return text;
}

/** Sends any request as JSON; throws with the answer when it is not 2xx. */
export async function send(
  client: KubeClient,
  method: 'DELETE' | 'GET' | 'PATCH' | 'POST' | 'PUT',
  path: string,
  options: { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<unknown> {
  const answer = await client.raw(method, path, options);
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.reason}: ${answer.message}`);
  const text = await textOf(answer.value.body);
  if (answer.value.status >= 300) throw new Error(`${method} ${path}: ${answer.value.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

/** Server-side apply, as `kubectl apply --server-side`. */
export async function apply(client: KubeClient, ...manifests: readonly Manifest[]): Promise<void> {
  for (const manifest of manifests) {
    const path = `${toPath(manifest)}?fieldManager=story&force=true`;
    await send(client, 'PATCH', path, { body: manifest, headers: { 'content-type': 'application/apply-patch+yaml' } });
  }
}

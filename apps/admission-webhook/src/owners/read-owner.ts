import {
  type JsonObject,
  isJsonObject,
  isLanguageAnnotation,
  objectAt,
  type ObjectAddress,
  parseJson,
} from '@dogwatch/admission';
import type { KubeClient } from '@dogwatch/kube';

/** The metadata of an object, or why it could not be read: `Absent` when it is not there or may not be read. */
export type MetadataResult =
  | { readonly ok: true; readonly metadata: JsonObject }
  | { readonly ok: false; readonly reason: 'Absent' | 'Unreadable'; readonly message: string };

/** Reads the metadata of an object, and nothing else of it. */
export type ReadMetadata = (address: ObjectAddress) => Promise<MetadataResult>;

const accept = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';
const maxBytes = 4 * 1024 * 1024;
/** What a pod calls its owner has not been checked by anybody yet, and must not become another path. */
const namePattern = /^[a-z0-9](?:[a-z0-9.:-]*[a-z0-9])?$/i;

/** Reads through the API server, each time within `timeoutMillis`. Of the metadata only labels, owners, and what language detection wrote are kept. */
export function createMetadataReader(client: Pick<KubeClient, 'raw'>, timeoutMillis: number): ReadMetadata {
  return async (address) => {
    const { group, version, resource, namespace, name } = address;
    const root = group === '' ? '/api' : `/apis/${group}`;
    const parts = [group || version, version, namespace, resource, name];
    if (!parts.every((part) => namePattern.test(part))) return refuse('Absent', `${resource} "${name}" cannot be`);
    const answer = await client.raw('GET', `${root}/${version}/namespaces/${namespace}/${resource}/${name}`, {
      headers: { accept },
      spanName: 'GET owner',
      signal: AbortSignal.timeout(timeoutMillis),
      timeoutMillis,
    });
    if (!answer.ok) return refuse('Unreadable', answer.message);
    const { status, body } = answer.value;
    const text = await readText(body).catch(() => '');
    if (status === 403 || status === 404) return refuse('Absent', `${resource} ${namespace}/${name}: ${status}`);
    const metadata = status === 200 ? parseMetadata(text) : undefined;
    if (metadata !== undefined) return { ok: true, metadata };
    return refuse('Unreadable', `${resource} ${namespace}/${name}: the API server answered ${status} without metadata`);
  };
}

async function readText(body: AsyncIterable<unknown>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.length;
    if (bytes > maxBytes) throw new Error('the answer is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseMetadata(text: string): JsonObject | undefined {
  const json = parseJson(text);
  const metadata = json.ok && isJsonObject(json.value) ? objectAt(json.value, 'metadata') : undefined;
  if (metadata === undefined) return undefined;
  const { labels, ownerReferences } = metadata;
  const kept = Object.entries(objectAt(metadata, 'annotations') ?? {}).filter(([name]) => isLanguageAnnotation(name));
  return {
    ...(labels !== undefined && { labels }),
    ...(kept.length > 0 && { annotations: Object.fromEntries(kept) }),
    ...(ownerReferences !== undefined && { ownerReferences }),
  };
}

function refuse(reason: 'Absent' | 'Unreadable', message: string): MetadataResult {
  return { ok: false, reason, message };
}

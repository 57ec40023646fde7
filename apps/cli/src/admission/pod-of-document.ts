import { isJsonObject, type JsonObject, objectAt, type PatchOperation, textAt } from '@dogwatch/admission';

/** A pod, or the pod that a workload would create, and where it is in its document. */
export interface DocumentPod {
  readonly pod: JsonObject;
  /** JSON pointer from the document to the pod; empty for a pod. */
  readonly path: string;
  /** Kind and name of the document. */
  readonly title: string;
  /** Namespace of the document; empty when it has none. */
  readonly namespace: string;
  /** The patch of the pod as one of the document. */
  readonly toDocumentEdits: (edits: readonly PatchOperation[]) => readonly PatchOperation[];
}

/** Kind to the members that lead to the template of its pods. */
const templatePaths: Readonly<Record<string, readonly string[]>> = {
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
  DaemonSet: ['spec', 'template'],
  Deployment: ['spec', 'template'],
  Job: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  ReplicationController: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
};

/** The pod of a document; undefined for objects that create none. */
export function podOfDocument(document: JsonObject): DocumentPod | undefined {
  const kind = textAt(document, 'kind') ?? '';
  const metadata = objectAt(document, 'metadata');
  const name = textAt(metadata, 'name') ?? '';
  const base = { title: `${kind} ${name}`.trim(), namespace: textAt(metadata, 'namespace') ?? '' };
  if (kind === 'Pod') return { ...base, pod: document, path: '', toDocumentEdits: (edits) => edits };
  const members = Object.hasOwn(templatePaths, kind) ? templatePaths[kind] : undefined;
  const template = members?.reduce<JsonObject | undefined>(objectAt, document);
  if (members === undefined || template === undefined) return undefined;
  const path = `/${members.join('/')}`;
  const hasMetadata = isJsonObject(template['metadata']);
  return {
    ...base,
    path,
    pod: {
      ...template,
      metadata: { ...objectAt(template, 'metadata'), ownerReferences: [ownerOf(document, kind, name)] },
    },
    toDocumentEdits: (edits) => [
      ...(hasMetadata || edits.length === 0 ? [] : [{ op: 'add' as const, path: `${path}/metadata`, value: {} }]),
      ...edits.map((edit) => ({ ...edit, path: `${path}${edit.path}` })),
    ],
  };
}

/** What the controllers name as owner of the pods: Deployments and CronJobs stand one object further away. */
function ownerOf(document: JsonObject, kind: string, name: string): JsonObject {
  if (kind === 'Deployment') return { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `${name}-00000000` };
  if (kind === 'CronJob') return { apiVersion: 'batch/v1', kind: 'Job', name: `${name}-00000000` };
  return { apiVersion: textAt(document, 'apiVersion') ?? 'v1', kind, name };
}

import { type JsonObject, objectAt, objectsAt, textAt, textMembers } from './json.js';
import { type DetectedLanguages, readDetectedLanguages } from './library/language-annotations.js';
import { failure, type Failure } from './reasons.js';

/** The address of an object of the API server. */
export interface ObjectAddress {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  /** Plural, lower case. */
  readonly resource: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** The owner whose labels count, or why there is none. */
export type OwnerLookup =
  | {
      readonly found: true;
      readonly kind: string;
      readonly name: string;
      readonly labels: Readonly<Record<string, string>>;
      /** What language detection wrote on it, if it is a Deployment: that detects for nothing else. */
      readonly detected?: DetectedLanguages;
    }
  | { readonly found: false; readonly message: string };

/** What comes next in looking for an owner: read an object (its metadata is enough), or nothing more. */
export type OwnerStep =
  | { readonly next: 'get'; readonly object: ObjectAddress }
  | { readonly next: 'done'; readonly owner: OwnerLookup };

/** Group, if any, and version. */
const apiVersionPattern = /^(?:([^/]+)\/)?([^/]+)$/;

/** Where the object of an owner reference is; `OwnerReferenceInvalid` when its `apiVersion`, `kind` or `name` is none. */
export function toObjectAddress(
  reference: JsonObject,
  namespace: string,
): { readonly ok: true; readonly object: ObjectAddress } | Failure {
  const apiVersion = textAt(reference, 'apiVersion') ?? '';
  const kind = textAt(reference, 'kind') ?? '';
  const name = textAt(reference, 'name') ?? '';
  const [, group = '', version] = apiVersionPattern.exec(apiVersion) ?? [];
  if (version === undefined || kind === '' || name === '') {
    const shown = `${apiVersion} ${kind} ${name}`.trim();
    return failure('OwnerReferenceInvalid', `the owner reference "${shown}" names no object of the API server`);
  }
  return { ok: true, object: { group, version, resource: toPlural(kind.toLowerCase()), kind, namespace, name } };
}

/** The plural Kubernetes guesses for a kind: s, x, z, ch, sh take es, a final y becomes ies. */
function toPlural(singular: string): string {
  if (/(?:[sxz]|ch|sh)$/.test(singular)) return `${singular}es`;
  return singular.endsWith('y') ? `${singular.slice(0, -1)}ies` : `${singular}s`;
}

function isDeployment({ group, kind }: ObjectAddress): boolean {
  return group === 'apps' && kind === 'Deployment';
}

/** Whether an object may belong to a Deployment, or be one. */
export function isOfDeployment(object: ObjectAddress): boolean {
  return isDeployment(object) || (object.group === 'apps' && object.kind === 'ReplicaSet');
}

/** The kinds that belong to the object users write: its labels count instead of theirs. */
const climbed: ReadonlySet<string> = new Set(['apps/ReplicaSet', 'extensions/ReplicaSet', 'batch/Job']);

/**
 * The step after an object was read: on to the first owner of a ReplicaSet or Job that has one, else its labels.
 * `undefined` stands for an object that does not exist or may not be read. An owner is climbed once, so this always ends.
 */
export function nextOwnerStep(object: ObjectAddress, metadata: JsonObject | undefined, isFirst: boolean): OwnerStep {
  if (metadata === undefined)
    return { next: 'done', owner: { found: false, message: `${object.kind} ${object.name} was not found` } };
  const reference = objectsAt(metadata, 'ownerReferences')[0];
  if (!isFirst || reference === undefined || !climbed.has(`${object.group}/${object.kind}`)) {
    const labels = textMembers(objectAt(metadata, 'labels'));
    const detected = isDeployment(object) ? readDetectedLanguages(objectAt(metadata, 'annotations')) : undefined;
    const { kind, name } = object;
    return { next: 'done', owner: { found: true, kind, name, labels, ...(detected && { detected }) } };
  }
  const parent = toObjectAddress(reference, object.namespace);
  return parent.ok
    ? { next: 'get', object: parent.object }
    : { next: 'done', owner: { found: false, message: parent.message } };
}

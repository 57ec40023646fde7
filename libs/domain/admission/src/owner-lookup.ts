import { type JsonObject, objectAt, objectsAt, textAt, textMembers } from './json.js';
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
    }
  | { readonly found: false; readonly message: string };

/** What comes next in looking for an owner: read an object (its metadata is enough), or nothing more. */
export type OwnerStep =
  | { readonly next: 'get'; readonly object: ObjectAddress }
  | { readonly next: 'done'; readonly owner: OwnerLookup };

const apiVersionPattern = /^(?:(?<group>[^/]+)\/)?(?<version>[^/]+)$/;

/** Where the object of an owner reference is; `OwnerReferenceInvalid` when its `apiVersion`, `kind` or `name` is none. */
export function toObjectAddress(
  reference: JsonObject,
  namespace: string,
): { readonly ok: true; readonly object: ObjectAddress } | Failure {
  const [apiVersion, kind, name] = ['apiVersion', 'kind', 'name'].map((key) => textAt(reference, key) ?? '');
  const { group = '', version } = apiVersionPattern.exec(apiVersion ?? '')?.groups ?? {};
  if (version === undefined || !kind || !name) {
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
    return { next: 'done', owner: { found: true, kind: object.kind, name: object.name, labels } };
  }
  const parent = toObjectAddress(reference, object.namespace);
  return parent.ok
    ? { next: 'get', object: parent.object }
    : { next: 'done', owner: { found: false, message: parent.message } };
}

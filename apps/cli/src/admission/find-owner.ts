import {
  type JsonObject,
  nextOwnerStep,
  type ObjectAddress,
  objectAt,
  objectsAt,
  type OwnerLookup,
  textAt,
} from '@dogwatch/admission';
import { podOfDocument } from './pod-of-document.js';

/** Looks for the owner of a pod among objects at hand, as the webhook does on the API server. */
export function findOwner(first: ObjectAddress | undefined, objects: readonly JsonObject[]): OwnerLookup | undefined {
  let address = first;
  for (let isFirst = true; address !== undefined; isFirst = false) {
    const step = nextOwnerStep(address, metadataOf(address, objects), isFirst);
    if (step.next === 'done') return step.owner;
    address = step.object;
  }
  return undefined;
}

function metadataOf({ kind, name, namespace }: ObjectAddress, objects: readonly JsonObject[]): JsonObject | undefined {
  const found = objects.find((object) => {
    const metadata = objectAt(object, 'metadata');
    const isThere = (textAt(metadata, 'namespace') ?? namespace) === namespace;
    return textAt(object, 'kind') === kind && textAt(metadata, 'name') === name && isThere;
  });
  return found === undefined ? madeByController(kind, name, objects) : objectAt(found, 'metadata');
}

/** The ReplicaSet or Job that a controller would make of a Deployment or CronJob at hand. */
function madeByController(kind: string, name: string, objects: readonly JsonObject[]): JsonObject | undefined {
  const parent = objects.find((object) => {
    const [owner] = objectsAt(objectAt(podOfDocument(object)?.pod, 'metadata'), 'ownerReferences');
    return textAt(owner, 'kind') === kind && textAt(owner, 'name') === name;
  });
  if (parent === undefined) return undefined;
  const reference = {
    apiVersion: textAt(parent, 'apiVersion') ?? '',
    kind: textAt(parent, 'kind') ?? '',
    name: textAt(objectAt(parent, 'metadata'), 'name') ?? '',
  };
  return { ownerReferences: [reference] };
}

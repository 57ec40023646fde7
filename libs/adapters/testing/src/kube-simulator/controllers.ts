import { numberAt, objectAt, textAt } from '../json/json.js';
import type { ObjectStore, StoredObject, StoreEvent } from './object-store.js';
import { builtInType, toCustomTypes } from './resource-type.js';

/** What a cluster does after a change: definitions are established, their objects go with them, Deployments get their pods at once. */
const reactions: Readonly<Record<string, (store: ObjectStore, event: StoreEvent) => void>> = {
  CustomResourceDefinition(store, { type, object }) {
    if (type === 'DELETED') {
      const left = toCustomTypes(object).flatMap((resource) =>
        store.list(resource).map((item) => ({ resource, item })),
      );
      for (const { resource, item } of left) store.remove(resource, item);
    } else if (object['status'] === undefined) {
      const conditions = ['NamesAccepted', 'Established'].map((condition) => ({ type: condition, status: 'True' }));
      const status = { acceptedNames: objectAt(object, 'spec', 'names'), conditions, storedVersions: [] };
      store.put(builtInType('CustomResourceDefinition'), { ...object, status });
    }
  },
  Deployment(store, { type, object, resource }) {
    const generation = numberAt(object, 'metadata', 'generation') ?? 1;
    if (type === 'DELETED' || numberAt(object, 'status', 'observedGeneration') === generation) return;
    const replicas = numberAt(object, 'spec', 'replicas') ?? 1;
    const counts = { replicas, updatedReplicas: replicas, readyReplicas: replicas, availableReplicas: replicas };
    store.put(resource, { ...object, status: { observedGeneration: generation, ...counts } });
  },
};

/** Reacts to changes of the store, after everybody who watches has been told of them. */
export function startControllers(store: ObjectStore): () => void {
  return store.subscribe((event) => {
    const react = reactions[event.resource.kind];
    if (react === undefined) return;
    queueMicrotask(() => {
      if (event.type === 'DELETED' || isNewest(store, event)) react(store, event);
    });
  });
}

function isNewest(store: ObjectStore, { resource, object }: StoreEvent): boolean {
  const newest: StoredObject | undefined = store.get(
    resource,
    textAt(object, 'metadata', 'namespace'),
    object.metadata.name,
  );
  return newest === object;
}

import { type KubeClient, type KubeObject, listWatch, type ListWatchState, type Resource, toKey } from '@dogwatch/kube';
import type { Logger } from '@dogwatch/telemetry';

/** One object that is followed by its name. */
export interface FollowedObject<T> {
  /** The object as it is now; undefined when it is not there, or before the first answer. */
  readonly current: () => T | undefined;
  readonly state: () => ListWatchState;
  readonly stop: () => Promise<void>;
}

/** Which object to follow. */
export interface FollowOptions<T extends KubeObject> {
  readonly client: KubeClient;
  readonly resource: Resource<T>;
  readonly namespace?: string;
  readonly name: string;
  readonly log: Logger;
  /** Called after the first answer, and after every change of the object. */
  readonly onChange?: () => void;
}

/** Follows one object by a list-watch that sees no other. */
export function followObject<T extends KubeObject>(options: FollowOptions<T>): FollowedObject<T> {
  const { name, namespace, onChange } = options;
  const key = toKey({ name, ...(namespace !== undefined && { namespace }) });
  const watch = listWatch<T, T>({
    client: options.client,
    resource: options.resource,
    log: options.log,
    ...(namespace !== undefined && { namespace }),
    fieldSelector: `metadata.name=${name}`,
    prune: (object) => object,
    onChange: () => onChange?.(),
    onSynced: () => onChange?.(),
  });
  return { current: () => watch.store.get(key), state: () => watch.state(), stop: async () => watch.stop() };
}

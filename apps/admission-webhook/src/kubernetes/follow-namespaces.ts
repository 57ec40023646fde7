import { coreResources, type KubeClient, listWatch, type ListWatchState } from '@dogwatch/kube';
import type { Logger } from '@dogwatch/telemetry';

/** The labels of all namespaces. */
export interface FollowedNamespaces {
  /** Undefined when the namespace is not known. */
  readonly labelsOf: (namespace: string) => Readonly<Record<string, string>> | undefined;
  readonly state: () => ListWatchState;
  readonly stop: () => Promise<void>;
}

/** Follows the namespaces and keeps nothing but their labels. */
export function followNamespaces(client: KubeClient, log: Logger): FollowedNamespaces {
  const watch = listWatch({
    client,
    log,
    resource: coreResources.namespaces,
    prune: ({ metadata }) => metadata.labels ?? {},
  });
  return {
    labelsOf: (namespace) => watch.store.get(namespace),
    state: () => watch.state(),
    stop: async () => watch.stop(),
  };
}

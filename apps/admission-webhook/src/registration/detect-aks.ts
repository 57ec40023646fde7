import { coreResources, type KubeClient } from '@dogwatch/kube';

/** A label that Azure puts on every node of its managed Kubernetes. */
const aksLabel = 'kubernetes.azure.com/cluster';

/** Whether the cluster is Azure's, as one of its nodes tells; undefined while that cannot be found out. Who may not list nodes does not know it to be. */
export async function detectAks(client: KubeClient, signal: AbortSignal): Promise<boolean | undefined> {
  const page = await client.listPage(coreResources.nodes, { labelSelector: aksLabel, limit: 1, signal });
  if (page.ok) return page.value.items.length > 0;
  return page.code === 403 ? false : undefined;
}

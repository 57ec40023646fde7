import { coreResources, type KubeClient } from '@dogwatch/kube';

/** A label that Azure puts on every node of its managed Kubernetes. */
const aksLabel = 'kubernetes.azure.com/cluster';

/** Whether the cluster is Azure's, as one of its nodes tells. Without the right to list nodes it is not known to be. */
export async function detectAks(client: KubeClient, signal: AbortSignal): Promise<boolean> {
  const page = await client.listPage(coreResources.nodes, { labelSelector: aksLabel, limit: 1, signal });
  return page.ok && page.value.items.length > 0;
}

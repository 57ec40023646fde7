import type { KubePermissions } from '@dogwatch/service';

const read = ['get', 'list', 'watch'];
const synced = ['datadogdashboards', 'datadoggenericresources', 'datadogmonitors', 'datadogslos'];

/** What monitor-sync may do in Kubernetes. */
export const monitorSyncPermissions: KubePermissions = {
  cluster: [
    { apiGroups: ['datadoghq.com'], resources: synced, verbs: [...read, 'patch'] },
    { apiGroups: ['datadoghq.com'], resources: synced.map((name) => `${name}/status`), verbs: ['update'] },
    { apiGroups: [''], resources: ['namespaces'], resourceNames: ['kube-system'], verbs: ['get'] },
    { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] },
  ],
  own: [
    { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['get', 'create', 'update'] },
    { apiGroups: [''], resources: ['secrets'], verbs: ['list', 'watch'] },
  ],
};

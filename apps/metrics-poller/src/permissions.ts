import type { KubePermissions } from '@dogwatch/service';

/** What metrics-poller may do in Kubernetes. */
export const metricsPollerPermissions: KubePermissions = {
  cluster: [
    { apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'], verbs: ['get', 'list', 'watch'] },
    {
      apiGroups: ['datadoghq.com'],
      resources: ['datadogmetrics'],
      verbs: ['get', 'list', 'watch', 'create', 'delete'],
    },
    { apiGroups: ['datadoghq.com'], resources: ['datadogmetrics/status'], verbs: ['update'] },
    { apiGroups: ['datadoghq.com'], resources: ['watermarkpodautoscalers'], verbs: ['get', 'list', 'watch'] },
    { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] },
  ],
  own: [
    { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['get', 'create', 'update'] },
    { apiGroups: [''], resources: ['secrets'], verbs: ['list', 'watch'] },
  ],
};

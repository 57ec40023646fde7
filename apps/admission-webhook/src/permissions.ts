import type { KubePermissions } from '@dogwatch/service';

const read = ['get', 'list', 'watch'];

/** What admission-webhook may do in Kubernetes. */
export const admissionWebhookPermissions: KubePermissions = {
  cluster: [
    { apiGroups: ['admissionregistration.k8s.io'], resources: ['mutatingwebhookconfigurations'], verbs: ['create'] },
    {
      apiGroups: ['admissionregistration.k8s.io'],
      resources: ['mutatingwebhookconfigurations'],
      resourceNames: ['datadog-webhook'],
      verbs: [...read, 'patch', 'delete'],
    },
    { apiGroups: [''], resources: ['namespaces'], verbs: ['list', 'watch'] },
    { apiGroups: [''], resources: ['nodes'], verbs: ['list'] },
    { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] },
    { apiGroups: [''], resources: ['replicationcontrollers'], verbs: ['get'] },
    { apiGroups: ['apps'], resources: ['daemonsets', 'deployments', 'replicasets', 'statefulsets'], verbs: ['get'] },
    { apiGroups: ['batch'], resources: ['cronjobs', 'jobs'], verbs: ['get'] },
    { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] },
  ],
  own: [
    { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['get', 'create', 'update'] },
    { apiGroups: [''], resources: ['configmaps', 'secrets'], verbs: ['create'] },
    {
      apiGroups: [''],
      resources: ['secrets'],
      resourceNames: ['webhook-certificate', 'webhook-certificate-ca'],
      verbs: [...read, 'update', 'delete'],
    },
  ],
};

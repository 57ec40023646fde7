import type { KubePermissions } from '@dogwatch/service';

/** What external-metrics-api may do in Kubernetes. */
export const externalMetricsApiPermissions: KubePermissions = {
  cluster: [
    { apiGroups: ['datadoghq.com'], resources: ['datadogmetrics'], verbs: ['get', 'list', 'watch'] },
    { apiGroups: ['authentication.k8s.io'], resources: ['tokenreviews'], verbs: ['create'] },
    { apiGroups: ['authorization.k8s.io'], resources: ['subjectaccessreviews'], verbs: ['create'] },
  ],
  own: [],
  kubeSystemRole: 'extension-apiserver-authentication-reader',
};

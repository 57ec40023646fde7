import type { Manifest } from './apply.ts';

const group = 'rbac.authorization.k8s.io';

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[];
}

const read = ['get', 'list', 'watch'];

const synced = ['datadogdashboards', 'datadoggenericresources', 'datadogmonitors', 'datadogslos'];

/** What each app may do: nothing else is needed for what the stories show. */
const rules: Readonly<Record<string, { readonly cluster: readonly Rule[]; readonly own: readonly Rule[] }>> = {
  'metrics-poller': {
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
  },
  'external-metrics-api': {
    cluster: [
      { apiGroups: ['datadoghq.com'], resources: ['datadogmetrics'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: ['authentication.k8s.io'], resources: ['tokenreviews'], verbs: ['create'] },
      { apiGroups: ['authorization.k8s.io'], resources: ['subjectaccessreviews'], verbs: ['create'] },
    ],
    own: [],
  },
  'admission-webhook': {
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
        verbs: [...read, 'update'],
      },
    ],
  },
  'monitor-sync': {
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
  },
};

/** The ServiceAccount of an app in a namespace, with the least rights it works with. */
export function toAppRbac(app: string, namespace: string): Manifest[] {
  const { cluster, own } = rules[app] ?? { cluster: [], own: [] };
  const name = `${namespace}-${app}`;
  const subjects = [{ kind: 'ServiceAccount', name: app, namespace }];
  const manifests: Manifest[] = [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: app, namespace } },
    { apiVersion: `${group}/v1`, kind: 'ClusterRole', metadata: { name }, rules: cluster },
    {
      apiVersion: `${group}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name },
      subjects,
      roleRef: { apiGroup: group, kind: 'ClusterRole', name },
    },
    { apiVersion: `${group}/v1`, kind: 'Role', metadata: { name: app, namespace }, rules: own },
    {
      apiVersion: `${group}/v1`,
      kind: 'RoleBinding',
      metadata: { name: app, namespace },
      subjects,
      roleRef: { apiGroup: group, kind: 'Role', name: app },
    },
  ];
  if (app !== 'external-metrics-api') return manifests;
  return [
    ...manifests,
    // binds the reader of the authentication ConfigMap where that Role exists
    {
      apiVersion: `${group}/v1`,
      kind: 'RoleBinding',
      metadata: { name, namespace: 'kube-system' },
      subjects,
      roleRef: { apiGroup: group, kind: 'Role', name: 'extension-apiserver-authentication-reader' },
    },
  ];
}

/** Lets the HPA controller read every external metric. */
export function toHpaReader(): Manifest[] {
  const name = 'external-metrics-reader';
  return [
    {
      apiVersion: `${group}/v1`,
      kind: 'ClusterRole',
      metadata: { name },
      rules: [{ apiGroups: ['external.metrics.k8s.io'], resources: ['*'], verbs: ['get', 'list', 'watch'] }],
    },
    {
      apiVersion: `${group}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name },
      subjects: [{ kind: 'ServiceAccount', name: 'horizontal-pod-autoscaler', namespace: 'kube-system' }],
      roleRef: { apiGroup: group, kind: 'ClusterRole', name },
    },
  ];
}

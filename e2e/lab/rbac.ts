import { admissionWebhookPermissions } from '@dogwatch/admission-webhook';
import { externalMetricsApiPermissions } from '@dogwatch/external-metrics-api';
import { metricsPollerPermissions } from '@dogwatch/metrics-poller';
import { monitorSyncPermissions } from '@dogwatch/monitor-sync';
import type { KubePermissions } from '@dogwatch/service';
import type { Manifest } from './apply.ts';

const group = 'rbac.authorization.k8s.io';

const permissions: Readonly<Record<string, KubePermissions>> = {
  'admission-webhook': admissionWebhookPermissions,
  'external-metrics-api': externalMetricsApiPermissions,
  'metrics-poller': metricsPollerPermissions,
  'monitor-sync': monitorSyncPermissions,
};

/** The ServiceAccount of an app in a namespace, with the least rights it works with. */
export function toAppRbac(app: string, namespace: string): Manifest[] {
  const { cluster, own, kubeSystemRole }: KubePermissions = permissions[app] ?? { cluster: [], own: [] };
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
  if (kubeSystemRole === undefined) return manifests;
  return [
    ...manifests,
    // where that Role exists
    {
      apiVersion: `${group}/v1`,
      kind: 'RoleBinding',
      metadata: { name, namespace: 'kube-system' },
      subjects,
      roleRef: { apiGroup: group, kind: 'Role', name: kubeSystemRole },
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

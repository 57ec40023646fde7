import type { DatadogMetric } from '@dogwatch/crds';
import { datadogMetricCrd } from '@dogwatch/crds';
import type { HorizontalPodAutoscaler, WatermarkPodAutoscaler } from './autoscaler-objects.js';
import type {
  ApiService,
  ConfigMap,
  CustomResourceDefinition,
  Deployment,
  Event,
  Lease,
  Pod,
  Secret,
  Service,
  SubjectAccessReview,
  TokenReview,
} from './core-objects.js';
import type { KubeObject, Resource } from './resource.js';
import { defineResource } from './resource.js';

function define<T>(apiVersion: string, kind: string, plural: string, scope: 'Cluster' | 'Namespaced'): Resource<T> {
  const slash = apiVersion.indexOf('/');
  return defineResource({
    group: slash < 0 ? '' : apiVersion.slice(0, slash),
    version: apiVersion.slice(slash + 1),
    plural,
    kind,
    namespaced: scope === 'Namespaced',
  });
}

/** The resources that Dogwatch works with. */
export const coreResources = {
  apiServices: define<ApiService>('apiregistration.k8s.io/v1', 'APIService', 'apiservices', 'Cluster'),
  clusterRoleBindings: define<KubeObject>(
    'rbac.authorization.k8s.io/v1',
    'ClusterRoleBinding',
    'clusterrolebindings',
    'Cluster',
  ),
  clusterRoles: define<KubeObject>('rbac.authorization.k8s.io/v1', 'ClusterRole', 'clusterroles', 'Cluster'),
  configMaps: define<ConfigMap>('v1', 'ConfigMap', 'configmaps', 'Namespaced'),
  customResourceDefinitions: define<CustomResourceDefinition>(
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    'customresourcedefinitions',
    'Cluster',
  ),
  cronJobs: define<KubeObject>('batch/v1', 'CronJob', 'cronjobs', 'Namespaced'),
  datadogMetrics: define<DatadogMetric>(
    `${datadogMetricCrd.group}/${datadogMetricCrd.version}`,
    datadogMetricCrd.kind,
    datadogMetricCrd.plural,
    'Namespaced',
  ),
  deployments: define<Deployment>('apps/v1', 'Deployment', 'deployments', 'Namespaced'),
  events: define<Event>('v1', 'Event', 'events', 'Namespaced'),
  horizontalPodAutoscalers: define<HorizontalPodAutoscaler>(
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    'horizontalpodautoscalers',
    'Namespaced',
  ),
  jobs: define<KubeObject>('batch/v1', 'Job', 'jobs', 'Namespaced'),
  leases: define<Lease>('coordination.k8s.io/v1', 'Lease', 'leases', 'Namespaced'),
  mutatingWebhookConfigurations: define<KubeObject>(
    'admissionregistration.k8s.io/v1',
    'MutatingWebhookConfiguration',
    'mutatingwebhookconfigurations',
    'Cluster',
  ),
  namespaces: define<KubeObject>('v1', 'Namespace', 'namespaces', 'Cluster'),
  nodes: define<KubeObject>('v1', 'Node', 'nodes', 'Cluster'),
  pods: define<Pod>('v1', 'Pod', 'pods', 'Namespaced'),
  replicaSets: define<KubeObject>('apps/v1', 'ReplicaSet', 'replicasets', 'Namespaced'),
  roleBindings: define<KubeObject>('rbac.authorization.k8s.io/v1', 'RoleBinding', 'rolebindings', 'Namespaced'),
  roles: define<KubeObject>('rbac.authorization.k8s.io/v1', 'Role', 'roles', 'Namespaced'),
  secrets: define<Secret>('v1', 'Secret', 'secrets', 'Namespaced'),
  services: define<Service>('v1', 'Service', 'services', 'Namespaced'),
  subjectAccessReviews: define<SubjectAccessReview>(
    'authorization.k8s.io/v1',
    'SubjectAccessReview',
    'subjectaccessreviews',
    'Cluster',
  ),
  tokenReviews: define<TokenReview>('authentication.k8s.io/v1', 'TokenReview', 'tokenreviews', 'Cluster'),
  watermarkPodAutoscalers: define<WatermarkPodAutoscaler>(
    'datadoghq.com/v1alpha1',
    'WatermarkPodAutoscaler',
    'watermarkpodautoscalers',
    'Namespaced',
  ),
} as const;

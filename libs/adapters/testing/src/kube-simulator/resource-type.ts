import { listAt, objectAt, textAt, valueAt } from '../json/json.js';
import type { JsonObject } from '../json/json.js';
import type { StoredObject } from './object-store.js';

/** A kind of object that the simulator serves. */
export interface ResourceType {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  readonly subresources: readonly ('scale' | 'status')[];
  /** Whether an update may leave out `metadata.resourceVersion`. */
  readonly unconditionalUpdate: boolean;
  /** The structural schema of a custom resource. */
  readonly schema?: JsonObject;
}

// apiVersion, kind, plural, scope, then what is special: subresources, "strict" = an update needs a resourceVersion.
const table = `
v1 Namespace namespaces Cluster status
v1 ConfigMap configmaps Namespaced
v1 Event events Namespaced
v1 Pod pods Namespaced status
v1 Secret secrets Namespaced
v1 Service services Namespaced status
v1 ServiceAccount serviceaccounts Namespaced
apiextensions.k8s.io/v1 CustomResourceDefinition customresourcedefinitions Cluster status strict
apiregistration.k8s.io/v1 APIService apiservices Cluster status strict
apps/v1 Deployment deployments Namespaced status scale
authentication.k8s.io/v1 TokenReview tokenreviews Cluster
authorization.k8s.io/v1 SubjectAccessReview subjectaccessreviews Cluster
autoscaling/v2 HorizontalPodAutoscaler horizontalpodautoscalers Namespaced status
coordination.k8s.io/v1 Lease leases Namespaced strict
events.k8s.io/v1 Event events Namespaced
rbac.authorization.k8s.io/v1 ClusterRole clusterroles Cluster
rbac.authorization.k8s.io/v1 ClusterRoleBinding clusterrolebindings Cluster
rbac.authorization.k8s.io/v1 Role roles Namespaced
rbac.authorization.k8s.io/v1 RoleBinding rolebindings Namespaced`;

/** What every API server has, as far as Dogwatch uses it. */
export const builtInTypes: readonly ResourceType[] = table.trim().split('\n').map(parseRow);

function parseRow(row: string): ResourceType {
  const [apiVersion = '', kind = '', plural = '', scope, ...special] = row.split(' ');
  return {
    ...splitApiVersion(apiVersion),
    kind,
    plural,
    namespaced: scope === 'Namespaced',
    subresources: (['status', 'scale'] as const).filter((name) => special.includes(name)),
    unconditionalUpdate: !special.includes('strict'),
  };
}

/** The built-in resource of that kind; for the simulator's own use. */
export function builtInType(kind: string): ResourceType {
  const found = builtInTypes.find((type) => type.kind === kind);
  if (found === undefined) throw new Error(`the simulator has no resource of kind ${kind}`);
  return found;
}

/** The resources that a CustomResourceDefinition object defines, one for each served version. */
export function toCustomTypes(crd: StoredObject): readonly ResourceType[] {
  const names = objectAt(crd, 'spec', 'names');
  return listAt(crd, 'spec', 'versions')
    .filter((version) => valueAt(version, 'served') === true)
    .map((version) => ({
      group: textAt(crd, 'spec', 'group'),
      version: textAt(version, 'name'),
      kind: textAt(names, 'kind'),
      plural: textAt(names, 'plural'),
      namespaced: textAt(crd, 'spec', 'scope') === 'Namespaced',
      subresources: valueAt(version, 'subresources', 'status') === undefined ? [] : ['status'],
      unconditionalUpdate: false,
      schema: objectAt(version, 'schema', 'openAPIV3Schema'),
    }));
}

/** `group` and `version` of an apiVersion; the group is empty for core. */
export function splitApiVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.indexOf('/');
  return { group: slash < 0 ? '' : apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** The apiVersion of a group and a version. */
export function joinApiVersion({ group, version }: { readonly group: string; readonly version: string }): string {
  return group === '' ? version : `${group}/${version}`;
}

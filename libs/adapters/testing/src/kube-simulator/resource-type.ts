import { datadogMetricCrd } from '@dogwatch/crds';
import type { Resource } from '@dogwatch/kube';
import { coreResources } from '@dogwatch/kube';
import { listAt, objectAt, textAt, valueAt } from '../json/json.js';
import type { JsonObject } from '../json/json.js';

/** A kind of object that the simulator serves. */
export interface ResourceType extends Resource<unknown> {
  readonly subresources: readonly string[];
  /** Whether an update may leave out `metadata.resourceVersion`. */
  readonly unconditionalUpdate: boolean;
  /** The structural schema of a custom resource. */
  readonly schema?: JsonObject;
}

const subresources: Readonly<Record<string, readonly string[]>> = {
  APIService: ['status'],
  CustomResourceDefinition: ['status'],
  Deployment: ['status', 'scale'],
  HorizontalPodAutoscaler: ['status'],
  Namespace: ['status'],
  Pod: ['status'],
  Service: ['status'],
};
const conditionalKinds = new Set(['APIService', 'CustomResourceDefinition', 'Lease']);

/** What every API server has, as far as Dogwatch uses it. */
export const builtInTypes: readonly ResourceType[] = Object.values(coreResources)
  .filter(({ group }) => group !== datadogMetricCrd.group)
  .map((resource) => ({
    ...resource,
    subresources: subresources[resource.kind] ?? [],
    unconditionalUpdate: !conditionalKinds.has(resource.kind),
  }));

/** The built-in resource of that kind; for the simulator's own use. */
export function builtInType(kind: string): ResourceType {
  const found = builtInTypes.find((type) => type.kind === kind);
  if (found === undefined) throw new Error(`the simulator has no resource of kind ${kind}`);
  return found;
}

/** The resources that a CustomResourceDefinition object defines, one for each served version. */
export function toCustomTypes(crd: JsonObject): readonly ResourceType[] {
  const names = objectAt(crd, 'spec', 'names');
  const served = listAt(crd, 'spec', 'versions').filter((version) => valueAt(version, 'served') === true);
  return served.map((version) => ({
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

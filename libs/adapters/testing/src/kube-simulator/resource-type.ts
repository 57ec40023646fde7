import { datadogMetricCrd } from '@dogwatch/crds';
import { coreResources, type Resource } from '@dogwatch/kube';
import { type JsonObject, listAt, objectAt, textAt } from '../json/json.js';
import type { ObjectStore } from './object-store.js';

/** A kind of object that the simulator serves. */
export interface ResourceType extends Resource<unknown> {
  readonly subresources: readonly string[];
  /** Whether an update must name the `metadata.resourceVersion` that it replaces. */
  readonly needsVersion: boolean;
  /** The structural schema of a custom resource. */
  readonly schema?: JsonObject;
}

const withoutStatus = /^(ConfigMap|Event|Lease|Secret)$|Role|Review/;
const withVersion = /^(APIService|CustomResourceDefinition|Lease)$/;

/** What every API server has, as far as Dogwatch uses it. */
const builtInTypes: readonly ResourceType[] = Object.values(coreResources)
  .filter(({ group }) => group !== datadogMetricCrd.group)
  .map((type) => {
    const subresources = type.kind === 'Deployment' ? ['status', 'scale'] : ['status'];
    const needsVersion = withVersion.test(type.kind);
    return { ...type, subresources: withoutStatus.test(type.kind) ? [] : subresources, needsVersion };
  });

/** The built-in resources and those of the CustomResourceDefinitions that are there. */
export function servedTypes(store: ObjectStore): readonly ResourceType[] {
  return [...builtInTypes, ...store.list(coreResources.customResourceDefinitions).flatMap(toCustomTypes)];
}

function toCustomTypes({ spec }: JsonObject): readonly ResourceType[] {
  return listAt(spec, 'versions').map((version) => ({
    group: textAt(spec, 'group'),
    version: textAt(version, 'name'),
    kind: textAt(spec, 'names', 'kind'),
    plural: textAt(spec, 'names', 'plural'),
    namespaced: textAt(spec, 'scope') === 'Namespaced',
    subresources: Object.keys(objectAt(version, 'subresources')),
    needsVersion: true,
    schema: objectAt(version, 'schema', 'openAPIV3Schema'),
  }));
}

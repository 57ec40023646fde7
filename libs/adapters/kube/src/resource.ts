import type { ObjectMeta } from '@dogwatch/crds';

declare const objectType: unique symbol;

/** The part that every Kubernetes object has in common. */
export interface KubeObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: ObjectMeta;
}

/** Where objects of type `T` live in the API. */
export interface Resource<T> {
  /** The API group, empty for core. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** Never there at run time: it carries the type of the objects. */
  readonly [objectType]?: T;
}

/** Which object of a resource; cluster-wide resources have no namespace. */
export interface ObjectKey {
  readonly namespace?: string;
  readonly name: string;
}

/** Declares a resource and the type of its objects. */
export function defineResource<T>(resource: {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
}): Resource<T> {
  return resource;
}

/** `group/version`, or the version alone for core: the `apiVersion` of its objects. */
export function toApiVersion({ group, version }: Resource<unknown>): string {
  return group === '' ? version : `${group}/${version}`;
}

/** `namespace/name`, or the name alone: how a list-watch names its objects. */
export function toKey({ namespace, name }: ObjectKey): string {
  return namespace === undefined || namespace === '' ? name : `${namespace}/${name}`;
}

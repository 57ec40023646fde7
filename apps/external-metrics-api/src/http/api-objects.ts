/** Group and version that this server serves. */
export const group = 'external.metrics.k8s.io';
export const version = 'v1beta1';
export const groupVersion = `${group}/${version}`;

/** One value of an external metric, as autoscalers read it. */
export interface ExternalMetricValue {
  readonly metricName: string;
  readonly metricLabels: null;
  /** RFC 3339 in UTC with whole seconds: the time of the data point. */
  readonly timestamp: string;
  /** A Kubernetes quantity. */
  readonly value: string;
}

/** The answer to a read of one metric. */
export interface ExternalMetricValueList {
  readonly kind: 'ExternalMetricValueList';
  readonly apiVersion: typeof groupVersion;
  readonly metadata: Readonly<Record<string, never>>;
  readonly items: readonly ExternalMetricValue[];
}

/** Further facts of a failure. */
export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly causes?: readonly { readonly reason?: string; readonly message: string; readonly field?: string }[];
}

/** A Kubernetes Status that tells of a failure. */
export interface Status {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: Readonly<Record<string, never>>;
  readonly status: 'Failure';
  readonly message: string;
  readonly reason: string;
  readonly details?: StatusDetails;
  readonly code: number;
}

/** A resource as discovery lists it. */
export interface ApiResource {
  readonly name: string;
  readonly singularName: string;
  readonly namespaced: boolean;
  readonly kind: string;
  readonly verbs: readonly string[];
}

/** The resources of one group version. */
export interface ApiResourceList {
  readonly kind: 'APIResourceList';
  readonly apiVersion: 'v1';
  readonly groupVersion: string;
  readonly resources: readonly ApiResource[];
}

interface GroupVersionForDiscovery {
  readonly groupVersion: string;
  readonly version: string;
}

/** A group and its versions. */
export interface ApiGroup {
  readonly kind: 'APIGroup';
  readonly apiVersion: 'v1';
  readonly name: string;
  readonly versions: readonly GroupVersionForDiscovery[];
  readonly preferredVersion: GroupVersionForDiscovery;
}

/** All groups. Its items carry neither kind nor apiVersion, as everywhere in Kubernetes lists. */
export interface ApiGroupList {
  readonly kind: 'APIGroupList';
  readonly apiVersion: 'v1';
  readonly groups: readonly Omit<ApiGroup, 'apiVersion' | 'kind'>[];
}

/** Everything that is answered in the encoding the caller asks for. Keys stand in the order of the wire. */
export type ApiObject = ApiGroup | ApiGroupList | ApiResourceList | ExternalMetricValueList | Status;

/** Wraps values in the list that autoscalers expect. */
export function toValueList(items: readonly ExternalMetricValue[]): ExternalMetricValueList {
  return { kind: 'ExternalMetricValueList', apiVersion: groupVersion, metadata: {}, items };
}

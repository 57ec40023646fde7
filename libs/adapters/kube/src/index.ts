export type {
  HorizontalPodAutoscaler,
  MetricIdentifier,
  MetricSpec,
  MetricStatus,
  ScaleTarget,
  WatermarkPodAutoscaler,
} from './autoscaler-objects.js';
export type {
  ApiService,
  Condition,
  ConfigMap,
  CustomResourceDefinition,
  Deployment,
  Event,
  LabelSelector,
  LabelSelectorRequirement,
  Lease,
  LeaseSpec,
  ObjectReference,
  Pod,
  ResourceAttributes,
  Secret,
  Service,
  SubjectAccessReview,
  TokenReview,
  UserInfo,
} from './core-objects.js';
export { coreResources } from './core-resources.js';
export type {
  CallOptions,
  DeleteOptions,
  JsonPatchOperation,
  KubeClient,
  KubeMethod,
  ListOptions,
  ObjectList,
  Patch,
  RawAnswer,
  RawOptions,
  WriteOptions,
} from './kube-client.js';
export type { KubeLog } from './kube-log.js';
export type { KubeFailure, KubeResult } from './kube-result.js';
export type { LeaderElection, LeaderElectionOptions } from './leader-election.js';
export type { Change, ListWatch, ListWatchOptions, ListWatchState } from './list-watch.js';
export type { KubeObject, ObjectKey, Resource } from './resource.js';
export { defineResource, toApiVersion, toKey } from './resource.js';

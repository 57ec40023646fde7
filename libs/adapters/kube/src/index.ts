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
export { createKubeClient, type KubeClientOptions } from './create-kube-client.js';
export {
  createEventRecorder,
  type EventNote,
  type EventRecorder,
  type EventRecorderOptions,
  type EventSubject,
} from './event-recorder.js';
export type {
  CallOptions,
  DeleteOptions,
  JsonPatchOperation,
  KubeClient,
  KubeMethod,
  ListOptions,
  ObjectList,
  ObjectPage,
  PageOptions,
  Patch,
  RawAnswer,
  RawOptions,
  WritableObject,
  WriteOptions,
} from './kube-client.js';
export {
  type ConnectionSettings,
  fixedConnection,
  type KubeConnection,
  loadKubeConfig,
  type LoadKubeConfigOptions,
} from './kube-connection.js';
export type { KubeFailure, KubeResult } from './kube-result.js';
export { type LeaderElection, type LeaderElectionOptions, runLeaderElection } from './leader-election.js';
export {
  type ListWatch,
  listWatch,
  type ListWatchOptions,
  type ListWatchState,
  type ListWatchTiming,
} from './list-watch.js';
export type { Change } from './object-store.js';
export { type KubeReason, kubeReasons } from './reasons.js';
export { defineResource, type KubeObject, type ObjectKey, type Resource, toApiVersion, toKey } from './resource.js';
export { type StatusTarget, updateStatus } from './update-status.js';

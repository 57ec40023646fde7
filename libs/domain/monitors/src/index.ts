export { type ApiBody, compareCodePoints, isObject, toSortedSet, toTexts } from './api-body.js';
export { toDashboardBody } from './dashboard/to-api.js';
export { type Difference, hasSameContent } from './difference.js';
export type { FieldProblem, Rendered } from './field-problem.js';
export { toGenericBody } from './generic/to-api.js';
export { toKubeTime } from './kube-time.js';
export { checkMonitor, type MonitorCheck } from './monitor/check-monitor.js';
export { checkMonitorSpec, requiredFields } from './monitor/check-spec.js';
export { diffMonitor } from './monitor/diff-monitor.js';
export { fromMonitor, type ImportedMonitor } from './monitor/from-api.js';
export { parseThreshold } from './monitor/options-to-api.js';
export {
  compositeReferences,
  type LookUpMonitor,
  type MonitorReference,
  resolveComposite,
} from './monitor/resolve-composite.js';
export { type MonitorBody, toMonitorBody, toMonitorUpdate, withTag } from './monitor/to-api.js';
export { toMonitorStatus } from './monitor/to-status.js';
export { type FailedCall, type Reaction, reactTo, type Retry } from './react.js';
export { type MonitorReason, monitorReasons } from './reasons.js';
export { isOwnerTag, ownerTagPrefix, requiredTag, toOwnerTag, toSentTags } from './required-tags.js';
export { checkSlo, toSloBody } from './slo/to-api.js';
export { syncStatuses, toSyncStatus } from './sync-status.js';
export { addPage, callsPerWalk, failWalk, type ListWalk, lookUp, newWalk } from './walk.js';
export type { ApiCall, CallLane, ObjectApi, ObjectList } from './engine/apis/object-api.js';
export { objectApis } from './engine/apis/registry.js';
export {
  type ApiAnswer,
  announceCreate,
  applyAnswer,
  type CallOutcome,
  type CallStep,
  type CallTimes,
  isCallStep,
  type SyncNote,
  toApiCall,
  toLane,
} from './engine/apply-answer.js';
export { applyStep } from './engine/apply-step.js';
export { syncKinds } from './engine/kinds/registry.js';
export type { SyncKind, SyncMeta, SyncResource, SyncStatus } from './engine/kinds/sync-kind.js';
export {
  beginWalk,
  dropFromListing,
  failListing,
  type Listing,
  newListing,
  takePage,
  toListFacts,
} from './engine/listing.js';
export { nextPollMillis } from './engine/plan-poll.js';
export { planSync } from './engine/plan-sync.js';
export { rememberCreate, rememberSpecChange } from './engine/remember.js';
export { errorOf } from './engine/sync-conditions.js';
export { withFailure } from './engine/sync-report.js';
export {
  adoptAnnotation,
  deletionPolicyAnnotation,
  type ListFacts,
  newSyncState,
  type Reading,
  type SyncState,
  toSyncView,
} from './engine/sync-state.js';
export { type SyncTarget, type TargetContext, toSyncTarget } from './engine/sync-target.js';
export type { Observation, OwnerSearch, SyncMemory, SyncStep, SyncView } from './engine/sync-view.js';

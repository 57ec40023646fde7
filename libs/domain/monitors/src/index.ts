export { type ApiBody, compareCodePoints, isObject, toSortedSet, toTexts } from './api-body.js';
export { toDashboardBody } from './dashboard/to-api.js';
export { type Difference, hasSameContent } from './difference.js';
export type { FieldProblem, Rendered } from './field-problem.js';
export { toGenericBody } from './generic/to-api.js';
export { checkMonitor, type MonitorCheck } from './monitor/check-monitor.js';
export { checkMonitorSpec, requiredFields } from './monitor/check-spec.js';
export { diffMonitor } from './monitor/diff-monitor.js';
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
export { ownerTagPrefix, requiredTag, toOwnerTag, toSentTags } from './required-tags.js';
export { checkSlo, toSloBody } from './slo/to-api.js';
export { syncStatuses, toSyncStatus } from './sync-status.js';
export { addPage, callsPerWalk, failWalk, type ListWalk, lookUp, newWalk } from './walk.js';
export { planSync } from './engine/plan-sync.js';
export {
  type FailureContext,
  rememberCreate,
  rememberFailure,
  rememberSearch,
  rememberSuccess,
} from './engine/remember.js';
export {
  emptyMemory,
  type Observation,
  type OwnerSearch,
  type SyncMemory,
  type SyncStep,
  type SyncView,
} from './engine/sync-view.js';

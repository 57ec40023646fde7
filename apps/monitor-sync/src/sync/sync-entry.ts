import type { ApiCall, SyncKind, SyncResource, SyncState, SyncStep, SyncTarget } from '@dogwatch/monitors';

/** One resource as the leader works on it. */
export interface SyncEntry {
  /** `Kind namespace/name`. */
  readonly key: string;
  readonly kind: SyncKind;
  /** The newest that is known. */
  resource: SyncResource;
  state: SyncState;
  /** Made from the resource when it is needed; `undefined` when something it depends on has changed. */
  target: SyncTarget | undefined;
  /** What was decided last, for explanations. */
  step: SyncStep | undefined;
  /** The last call for it, for explanations. */
  lastCall: { readonly call: ApiCall; readonly status: number; readonly atMillis: number } | undefined;
  /** Since when a change of the resource has waited for its first call; `undefined` when none does. */
  changedAtMillis: number | undefined;
  /** Until then its first state is looked for often. */
  freshUntilMillis: number;
  /** Whether its next look is to read its object by its id. */
  isReadWanted: boolean;
  isBusy: boolean;
  /** Something happened while it was busy. */
  isWanted: boolean;
  /** Writes to Kubernetes that failed in a row. */
  writeFailures: number;
  /** The resource is no longer there. */
  isGone: boolean;
}

/** `namespace/name` of the resource. */
export function nameOf({ resource }: Pick<SyncEntry, 'resource'>): string {
  return `${resource.metadata.namespace ?? ''}/${resource.metadata.name}`;
}

/** How entries are keyed. */
export function toEntryKey(kind: SyncKind, name: string): string {
  return `${kind.crd.kind} ${name}`;
}

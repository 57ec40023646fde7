import type { ApiBody } from '../api-body.js';
import type { Difference } from '../difference.js';
import type { FieldProblem, Rendered } from '../field-problem.js';

/**
 * What is known of an object in Datadog, and when it was asked for, milliseconds. A reading that is older than our own last
 * write counts as `unknown`.
 */
export type Observation =
  | { readonly state: 'unknown' }
  /** A complete walk over the list did not show it: no proof that it is gone. */
  | { readonly state: 'missing'; readonly atMillis: number }
  /** A read by its id said 404. */
  | { readonly state: 'gone'; readonly atMillis: number }
  | { readonly state: 'present'; readonly body: ApiBody; readonly atMillis: number };

/** What a search for the owner tag gave. */
export type OwnerSearch = { readonly state: 'found'; readonly id: string } | { readonly state: 'none' };

/** What the engine remembers of a resource between two looks; lost with the process, so nothing may depend on it for safety. */
export interface SyncMemory {
  /** A create was sent and its outcome is not known: look for the owner tag before anything else. */
  readonly isCreateOpen: boolean;
  /** Until then a create that an earlier leader began may still be under way, so that a search does not tell. */
  readonly createOpenUntilMillis?: number;
  /** Fingerprint of a body that Datadog refused; the same body is not sent again. */
  readonly refusedFingerprint?: string;
  /** No call for this resource before this time, milliseconds. */
  readonly notBeforeMillis: number;
  /** Failed calls in a row. */
  readonly failures: number;
  /** An object that Datadog says is the same; it is read once, to see whose it is. */
  readonly duplicateOf?: string;
  /** What a search for the owner tag gave. Absent: nobody searched since the last create. */
  readonly search?: OwnerSearch;
  /** What differed still in the answer to our last write: Datadog's own choice, which is not written again. */
  readonly leftover?: { readonly fingerprint: string; readonly differences: readonly Difference[] };
  /** Updates in a row that were to mend the same differences, without a reading between them that was in sync. */
  readonly repeated?: {
    readonly fingerprint: string;
    readonly differences: readonly Difference[];
    readonly count: number;
  };
}

/** A memory without anything in it. */
export const emptyMemory: SyncMemory = { isCreateOpen: false, notBeforeMillis: 0, failures: 0 };

/** Everything that the next step of one resource depends on. */
export interface SyncView {
  readonly isDeleting: boolean;
  readonly hasFinalizer: boolean;
  /** What becomes of the object in Datadog when the resource goes. */
  readonly deletionPolicy: 'Delete' | 'Orphan';
  /** The id in the status, as text. */
  readonly id: string | undefined;
  /** Whether the resource created or adopted the object. */
  readonly isPrimary: boolean;
  /** The id of an existing object that the resource is to take over. */
  readonly adoptId: string | undefined;
  /** The other resource of this cluster that has the object which is to be taken over. */
  readonly holder: string | undefined;
  readonly ownerTag: string;
  /** The owner tags of the observed object. */
  readonly owners: readonly string[];
  /** Whether the API can be searched for an owner tag. */
  readonly isSearchable: boolean;
  /** The body with its owner tag, or why there is none. */
  readonly rendered: Rendered<ApiBody>;
  readonly fingerprint: string;
  /** Of `id`; of `adoptId` or `duplicateOf` while there is no id. */
  readonly observed: Observation;
  /**
   * The entry with our owner tag in the last complete walk. `unknown` before the first one; `unlisted` when the object does
   * not carry the tag that the walk filters on, so that only a search of its own finds it.
   */
  readonly owned: OwnerSearch | { readonly state: 'unknown' | 'unlisted' };
  /** What differs, when the object is present. */
  readonly differences: readonly Difference[];
  readonly memory: SyncMemory;
  /** When our last write ended, or began while it is under way. */
  readonly lastWriteMillis: number;
  readonly nowMillis: number;
}

/** What to do next about a resource: at most one call, chosen by `planSync`. */
export type SyncStep =
  | { readonly do: 'add-finalizer' }
  | { readonly do: 'adopt'; readonly id: string; readonly differences: readonly Difference[]; readonly why: string }
  | { readonly do: 'create'; readonly body: ApiBody; readonly why: string }
  | { readonly do: 'delete'; readonly id: string }
  | { readonly do: 'find-by-owner'; readonly why: string }
  | { readonly do: 'nothing'; readonly why: string }
  | { readonly do: 'read'; readonly id: string; readonly why: string }
  | { readonly do: 'refuse'; readonly problems: readonly FieldProblem[] }
  | { readonly do: 'release'; readonly why: string }
  | { readonly do: 'report'; readonly observed: ApiBody }
  | {
      readonly do: 'update';
      readonly id: string;
      readonly body: ApiBody;
      readonly differences: readonly Difference[];
    }
  | { readonly do: 'wait'; readonly untilMillis: number; readonly why: string };

import type { KubeResult } from '@dogwatch/kube';
import type { ApiAnswer, ApiCall, SyncKind, SyncNote, SyncResource } from '@dogwatch/monitors';
import type { Logger } from '@dogwatch/telemetry';
import type { Tracer } from '@opentelemetry/api';
import type { CallLanes } from './call-lanes.js';
import type { ResourceWriter } from '../kubernetes/resource-writer.js';
import type { SyncEntry } from './sync-entry.js';

/** What happens while resources are synced, for metrics. */
export interface SyncEvents {
  /** A status was written, or not because of a failure. */
  statusWritten?(reason: string | undefined): void;
  /** Objects of an API were looked at: all of them, or until the failure. */
  walked?(event: { readonly api: string; readonly reason: string | undefined; readonly seconds: number }): void;
  /** An object was put back as its resource says. */
  updated?(kind: SyncKind): void;
}

/** Everything that syncing reaches outside of itself. */
export interface SyncPorts {
  /** Makes a call; waits for its budget. `isCut`: it may be ended with the term. */
  readonly call: (call: ApiCall, options: { readonly isCut: boolean }) => Promise<ApiAnswer>;
  readonly lanes: CallLanes;
  readonly writer: ResourceWriter;
  /** Writes an Event. */
  readonly note: (kind: SyncKind, resource: SyncResource, note: SyncNote) => void;
  /** The state of the object is another one than before. */
  readonly stateChanged: (entry: SyncEntry, previousState: string) => void;
  readonly events: SyncEvents;
  readonly log: Logger;
  readonly tracer: Tracer;
  readonly hash: (text: string) => string;
  readonly nowMillis: () => number;
}

/** The settings of a term. */
export interface SyncOptions {
  /** The uid of the namespace kube-system. */
  readonly clusterUid: string;
  readonly periodMillis: number;
  /** After that long a call has ended, whoever made it. */
  readonly callMillis: number;
}

/** What a write to Kubernetes gave. */
export type Written = KubeResult<SyncResource> | undefined;

import type { Logger } from '@dogwatch/telemetry';
import type { KubeClient } from './kube-client.js';

/** Which Lease decides, who takes part, and what leading means. */
export interface LeaderElectionOptions {
  readonly client: KubeClient;
  readonly namespace: string;
  readonly name: string;
  /** Must differ between all replicas; the pod's name is the usual choice. */
  readonly identity: string;
  /** How long a leader that went silent keeps the lease: 15 by default. */
  readonly durationSeconds?: number;
  /** How long a leader may fail to renew before it stops leading: 10 by default. */
  readonly renewDeadlineSeconds?: number;
  /** Time between two tries: 2 by default. */
  readonly retrySeconds?: number;
  /**
   * Called at the beginning of each term. `signal` is aborted when the term ends, whatever the cause; `term` is the Lease's
   * `leaseTransitions`, so a later term of anyone has a higher number.
   */
  readonly onStarted: (signal: AbortSignal, term: number) => void;
  readonly onStopped?: () => void;
  readonly log: Logger;
}

/** A part in an election. */
export interface LeaderElection {
  isLeader(): boolean;
  /** Who leads as far as is known; undefined before the first look and while nobody does. */
  leader(): string | undefined;
  /** Ends the term (`onStopped`), gives the lease back, so that another takes over at once, and leaves the election. */
  stop(): Promise<void>;
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@dogwatch/telemetry';
import type { KubeClient } from './kube-client.js';
import type { KubeFailure } from './kube-result.js';
import { createLeaseHolder, type LeaseHolder, type LeaseOutcome } from './lease-holder.js';

/** Which Lease decides, who takes part, and what leading means. */
export interface LeaderElectionOptions {
  readonly client: KubeClient;
  readonly namespace: string;
  readonly name: string;
  /** Must differ between all replicas; the pod's name is the usual choice. */
  readonly identity: string;
  /** How long a leader that went silent keeps the lease: 15 by default. */
  readonly durationSeconds?: number;
  /** How long a leader may fail to renew before it stops leading: two thirds of `durationSeconds` by default. */
  readonly renewDeadlineSeconds?: number;
  /** Time between two tries: two fifteenths of `durationSeconds` by default. */
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

/** One term of this replica. */
interface Term {
  /** The lease has been renewed by a request of that moment. */
  readonly renewed: (atMillis: number) => void;
  readonly isOver: () => boolean;
  readonly end: (why: string) => void;
}

interface Election {
  readonly options: LeaderElectionOptions;
  readonly durationMillis: number;
  readonly renewDeadlineMillis: number;
  readonly retryMillis: number;
  readonly lease: LeaseHolder;
  readonly signal: AbortSignal;
  term: Term | undefined;
}

function checkClocks(durationSeconds: number, renewDeadlineSeconds: number, retrySeconds: number): void {
  if (durationSeconds > renewDeadlineSeconds && renewDeadlineSeconds > retrySeconds && retrySeconds > 0) return;
  throw new Error(
    `leader election: durationSeconds ${durationSeconds} must be more than renewDeadlineSeconds ${renewDeadlineSeconds}, ` +
      `and that more than retrySeconds ${retrySeconds}`,
  );
}

/** Takes part in an election until it is stopped. Terms can come and go; each has its own signal. */
export function runLeaderElection(options: LeaderElectionOptions): LeaderElection {
  const { durationSeconds = 15 } = options;
  const { renewDeadlineSeconds = (durationSeconds * 2) / 3, retrySeconds = (durationSeconds * 2) / 15 } = options;
  checkClocks(durationSeconds, renewDeadlineSeconds, retrySeconds);
  const stopping = new AbortController();
  const { client, namespace, name, identity } = options;
  const callMillis = (renewDeadlineSeconds * 1000) / 2;
  const election: Election = {
    options,
    durationMillis: durationSeconds * 1000,
    renewDeadlineMillis: renewDeadlineSeconds * 1000,
    retryMillis: retrySeconds * 1000,
    lease: createLeaseHolder({ client, namespace, name, identity, durationSeconds, callMillis }),
    signal: stopping.signal,
    term: undefined,
  };
  const done = takePart(election);
  return {
    isLeader: () => election.term?.isOver() === false,
    leader: () => (election.term?.isOver() === false ? identity : election.lease.holder()),
    stop: async () => {
      stopping.abort();
      election.term?.end('asked to stop');
      await done;
    },
  };
}

async function takePart(election: Election): Promise<void> {
  const { signal, retryMillis, options } = election;
  const complain = createComplaint(options);
  while (!signal.aborted) {
    const result = await election.lease.take();
    complain(result);
    if (signal.aborted) {
      if (result.outcome === 'held') await election.lease.release();
    } else if (result.outcome === 'held') {
      await lead(election, startTerm(election, result.term, result.sentAtMillis), complain);
    } else {
      // Spread, so that replicas that wait for the same lease do not try at the same moment.
      await pause(retryMillis * (1 + Math.random()), signal);
    }
  }
}

async function pause(millis: number, signal: AbortSignal): Promise<void> {
  await sleep(millis, undefined, { signal }).catch(() => {});
}

/** Logs once that the lease can't be read or written, not at each try. */
function createComplaint({ log, namespace, name }: LeaderElectionOptions): (result: LeaseOutcome) => void {
  let reported: string | undefined;
  return (result) => {
    const failure: KubeFailure | undefined = result.outcome === 'failed' ? result.failure : undefined;
    if (failure !== undefined && failure.reason !== reported) {
      const { reason, message } = failure;
      log.warn({ lease: `${namespace}/${name}`, reason }, `Cannot read or write the lease, trying again: ${message}`);
    }
    reported = failure?.reason;
  };
}

function startTerm(election: Election, number: number, sentAtMillis: number): Term {
  const { options, durationMillis, renewDeadlineMillis } = election;
  const { log, namespace, name } = options;
  const fields = { lease: `${namespace}/${name}`, term: number };
  const controller = new AbortController();
  const guard = (run: () => void): void => {
    try {
      run();
    } catch (error) {
      log.error({ ...fields, error }, 'A callback of the leader election threw; this is a bug.');
    }
  };
  let renewedAtMillis = sentAtMillis;
  let timer: NodeJS.Timeout | undefined;
  const end = (why: string): void => {
    clearTimeout(timer);
    if (controller.signal.aborted) return;
    log.info(fields, `Not leading any more: ${why}.`);
    controller.abort();
    guard(() => options.onStopped?.());
  };
  const renewed = (atMillis: number): void => {
    renewedAtMillis = atMillis;
    clearTimeout(timer);
    const leftMillis = Math.max(0, atMillis + renewDeadlineMillis - performance.now());
    timer = setTimeout(() => end(`the lease could not be renewed for ${renewDeadlineMillis / 1000} s`), leftMillis);
  };
  // A process that was asleep may be asked before its timer has had a chance.
  const isOver = (): boolean => controller.signal.aborted || performance.now() - renewedAtMillis >= durationMillis;
  const term = { renewed, isOver, end };
  election.term = term;
  renewed(sentAtMillis);
  log.info(fields, `Leading as ${options.identity}.`);
  guard(() => options.onStarted(controller.signal, number));
  return term;
}

async function lead(election: Election, term: Term, complain: (result: LeaseOutcome) => void): Promise<void> {
  const { lease, signal, retryMillis } = election;
  while (!signal.aborted && !term.isOver()) {
    await pause(retryMillis, signal);
    if (signal.aborted) break;
    const result = await lease.renew();
    complain(result);
    if (result.outcome === 'held') term.renewed(result.sentAtMillis);
    if (result.outcome === 'lost') term.end('another replica holds the lease');
  }
  term.end('the term is over');
  election.term = undefined;
  if (signal.aborted) await lease.release();
}

import type { ApiBody } from '../api-body.js';
import { type ApiAnswer, applyAnswer, isCallStep, type SyncNote, toApiCall } from '../engine/apply-answer.js';
import { applyStep } from '../engine/apply-step.js';
import { datadogMonitorKind } from '../engine/kinds/datadog-monitor.js';
import type { SyncKind, SyncResource, SyncStatus } from '../engine/kinds/sync-kind.js';
import { beginWalk, type Listing, newListing, takePage, toListFacts } from '../engine/listing.js';
import { planSync } from '../engine/plan-sync.js';
import { announceCreate } from '../engine/apply-answer.js';
import { rememberCreate } from '../engine/remember.js';
import { newSyncState, type SyncState, toSyncView } from '../engine/sync-state.js';
import { type SyncTarget, toSyncTarget } from '../engine/sync-target.js';
import type { SyncStep } from '../engine/sync-view.js';

/** The tag of the resource that `newMonitor` makes. */
export const ownerTag = 'kube_owner:abcd1234/shop/queue';
/** Milliseconds. */
export const hour = 3_600_000;

/** Of one length, and another one for another text. */
function toHash(text: string): string {
  const sum = Array.from(text).reduce((so, letter) => (so * 31 + (letter.codePointAt(0) ?? 0)) % 2 ** 47, 7);
  return sum.toString(16).padStart(16, '0');
}

/** One resource, its state, and the lists, moved by hand. */
export class Bench {
  target: SyncTarget;
  state: SyncState;
  listing: Listing = newListing;
  nowMillis: number;
  /** When a create of an earlier leader has ended. */
  readonly openUntilMillis: number;
  /** Another resource that has whatever is to be adopted. */
  holder: string | undefined = undefined;
  notes: SyncNote[] = [];

  constructor(kind: SyncKind, resource: SyncResource, startMillis = hour) {
    this.nowMillis = startMillis;
    this.openUntilMillis = startMillis + 20_000;
    const target = toSyncTarget(kind, resource, {
      clusterUid: 'abcd1234-5',
      lookUp: () => undefined,
      hash: toHash,
    });
    if (target === undefined) throw new Error('no API');
    this.target = target;
    this.state = newSyncState(target, resource, this.openUntilMillis);
  }

  list(...entries: ApiBody[]): void {
    this.nowMillis += 1_000;
    this.listing = takePage(beginWalk(this.listing, this.nowMillis), this.target.api, entries, 100);
  }

  plan(): SyncStep {
    const listed = toListFacts(this.target, this.listing, this.nowMillis, 24 * hour);
    const facts = { ...listed, holderOf: () => this.holder };
    const view = toSyncView(this.target, this.state, facts, this.nowMillis);
    const step = planSync(view);
    const { state, notes } = applyStep(this.target, this.state, view, step);
    this.state = state;
    this.notes.push(...notes);
    return step;
  }

  answer(status: number, body?: unknown, rest: Partial<ApiAnswer> = {}): string {
    const step = this.plan();
    if (!isCallStep(step)) return step.do;
    const call = toApiCall(this.target, step);
    if (step.do === 'create') this.announce();
    if (step.do === 'create') this.state = { ...this.state, memory: rememberCreate(this.state.memory) };
    const times = { sentMillis: this.nowMillis, nowMillis: this.nowMillis + 100, spread: 0 };
    const outcome = applyAnswer(this.target, this.state, { step, answer: { status, body, ...rest } }, times);
    this.nowMillis += 100;
    this.state = outcome.state;
    this.notes.push(...outcome.notes);
    return `${call?.method} ${decodeURIComponent(call?.path ?? '')}`;
  }

  /** A create that is told before it is sent; gives the status. */
  announce(): SyncStatus {
    this.state = announceCreate(this.state, this.nowMillis);
    return this.state.status;
  }

  /** The answer to a read that nobody planned; gives what is planned then. */
  read(id: string, status: number, body?: unknown): string {
    const times = { sentMillis: this.nowMillis, nowMillis: this.nowMillis, spread: 0 };
    const step = { do: 'read', id, why: 'its turn' } as const;
    this.state = applyAnswer(this.target, this.state, { step, answer: { status, body } }, times).state;
    return this.plan().do;
  }

  errors(): string[] {
    const { conditions = [] } = this.state.status;
    return conditions
      .filter(({ type, status }) => type === 'Error' && status === 'True')
      .map(({ reason = '' }) => reason);
  }
}

/** Of the resource `shop/queue`. */
export const metadata = { namespace: 'shop', name: 'queue', uid: 'u1' };
/** A resource of a kind, with its finalizer. */
export const monitor = (kind: SyncKind, rest: Partial<SyncResource> = {}): SyncResource => ({
  metadata: { ...metadata, finalizers: [kind.finalizer] },
  ...rest,
});
/** Of a monitor that nothing is wrong with. */
export const spec = { name: 'queue', message: 'm', type: 'query alert', query: 'avg(last_5m):avg:queue.depth{*} > 5' };
/** The monitor of `spec`, as Datadog tells it. */
export const observed = {
  id: 7,
  name: 'queue',
  message: 'm',
  type: 'query alert',
  query: spec.query,
  tags: ['generated:kubernetes', ownerTag],
  options: { thresholds: {} },
  overall_state: 'OK',
};
/** A bench with a DatadogMonitor. */
export const newMonitor = (rest: Partial<SyncResource> = {}, startMillis = hour) =>
  new Bench(datadogMonitorKind, monitor(datadogMonitorKind, { spec, ...rest }), startMillis);

import {
  type ApiBody,
  type Difference,
  isOwnerTag,
  type LookUpMonitor,
  newSyncState,
  type ObjectApi,
  planSync,
  type Reading,
  type SyncState,
  type SyncStep,
  type SyncTarget,
  toSyncTarget,
  toSyncView,
} from '@dogwatch/monitors';
import { type FoundObject, type ObjectFinder, unknownCluster } from './find-object.js';
import type { MonitorResource } from './monitor-resource.js';
import { sha256 } from './render-resources.js';

/** What monitor-sync would do about a resource. */
export interface ResourcePlan {
  /** `DatadogMonitor shop/queue`. */
  readonly title: string;
  readonly noun: string;
  readonly action: 'adopt' | 'create' | 'none' | 'refused' | 'update';
  readonly id?: string;
  readonly why: string;
  /** What would change; of a create, every member that is sent. */
  readonly differences: readonly Difference[];
  /** An object with the same title, which a create would leave beside the new one. */
  readonly twin?: string;
}

/** What a plan depends on. */
export interface PlanContext {
  readonly finder: ObjectFinder;
  readonly clusterUid: string | undefined;
  readonly lookUp: LookUpMonitor;
}

/** Compares a resource with Datadog and lets the rules of monitor-sync decide. */
export async function planResource(one: MonitorResource, context: PlanContext): Promise<ResourcePlan> {
  const { kind, resource, title } = one;
  const api = kind.api(resource);
  if (api === undefined) {
    return { title, noun: kind.noun, action: 'refused', why: 'spec.type is not known', differences: [] };
  }
  const found = await context.finder.find(one, api);
  const clusterUid = context.clusterUid ?? clusterOf(found?.body && api.ownersOf(found.body)) ?? unknownCluster;
  const target = toSyncTarget(kind, resource, { clusterUid, lookUp: context.lookUp, hash: sha256 });
  if (target === undefined) throw new Error(`${title} has an API and no target`);
  const plan = toPlan(title, target, decide(target, found), found);
  if (plan.action !== 'create') return plan;
  const twin = await context.finder.findTwin(one, api);
  return twin === undefined ? plan : { ...plan, twin };
}

/** An object whose owner is known tells the cluster. */
function clusterOf(owners: readonly string[] | undefined): string | undefined {
  const owner = owners?.find(isOwnerTag);
  return owner?.slice(owner.indexOf(':') + 1, owner.indexOf('/'));
}

interface Decided {
  readonly step: SyncStep;
  /** The step that comes before it: the object is taken over. */
  readonly adopted?: Extract<SyncStep, { do: 'adopt' }>;
}

/** The step that the engine takes when all that can be known of the object is known. */
function decide(target: SyncTarget, found: FoundObject | undefined): Decided {
  const start = newSyncState(target, target.resource);
  const search = found?.by === 'owner tag' ? ({ state: 'found', id: found.id } as const) : ({ state: 'none' } as const);
  const state = { ...start, memory: { ...start.memory, search } };
  const step = stepOf(target, state, found);
  if (step.do !== 'adopt') return { step };
  return { step: stepOf(target, { ...state, id: step.id, isPrimary: true }, found), adopted: step };
}

function stepOf(target: SyncTarget, state: SyncState, found: FoundObject | undefined): SyncStep {
  const now = Date.now();
  const reading = found && toReading(found, now);
  const facts = { observe: () => ({ state: 'unknown' }) as const, owned: { state: 'none' } as const };
  return planSync(toSyncView(target, { ...state, ...(reading && { reading }) }, facts, now));
}

function toReading({ id, body }: FoundObject, atMillis: number): Reading {
  return { id, atMillis, observed: body === undefined ? { state: 'gone' } : { state: 'present', body } };
}

function toPlan(
  title: string,
  { kind, api, ownerTag }: SyncTarget,
  { step, adopted }: Decided,
  found: FoundObject | undefined,
): ResourcePlan {
  const { noun } = kind;
  if (step.do === 'create') return { title, noun, ...toCreate(step.body, api, found) };
  const known = { title, noun, ...(found !== undefined && { id: found.id }) };
  if (step.do === 'refuse') {
    const why = step.problems.map(({ reason, message }) => `${reason}: ${message}`).join('; ');
    return { ...known, action: 'refused', why, differences: [] };
  }
  const differences = step.do === 'update' ? step.differences : [];
  const isOurs = found?.body !== undefined && api.ownersOf(found.body).includes(ownerTag);
  const action = toAction(step, adopted !== undefined && !isOurs);
  return { ...known, action, why: `found by its ${found?.by}`, differences };
}

function toAction(step: SyncStep, isTakenOver: boolean): ResourcePlan['action'] {
  if (step.do !== 'update' && step.do !== 'report') throw new Error(`no plan ends with ${step.do}`);
  if (isTakenOver) return 'adopt';
  return step.do === 'update' ? 'update' : 'none';
}

function toCreate(
  body: ApiBody,
  api: ObjectApi,
  found: FoundObject | undefined,
): Pick<ResourcePlan, 'action' | 'differences' | 'why'> {
  const differences = Object.entries(body).map(([path, desired]) => ({ path, desired, observed: undefined }));
  return { action: 'create', differences, why: toCreateReason(api, found) };
}

function toCreateReason({ list }: ObjectApi, found: FoundObject | undefined): string {
  if (found !== undefined) return `${found.id} is not in Datadog any more`;
  if (list !== undefined) return 'nothing in Datadog belongs to it';
  return 'unless it is there: objects of this type do not tell their owner, so take the resource with its status';
}

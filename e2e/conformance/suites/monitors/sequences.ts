import {
  type ApiAnswer,
  applyAnswer,
  applyStep,
  beginWalk,
  isCallStep,
  type Listing,
  newListing,
  newSyncState,
  planSync,
  rememberCreate,
  type SyncNote,
  type SyncResource,
  type SyncState,
  syncKinds,
  type SyncTarget,
  takePage,
  toApiCall,
  toListFacts,
  toSyncTarget,
  toSyncView,
} from '@dogwatch/monitors';
import { allOk, compareJson } from '../../compare.ts';
import { list, object, type SectionRunner, text } from './vector.ts';

const periodMillis = 60_000;
const startMillis = Date.UTC(2026, 0, 1);

/** One resource between a list that is empty at first and answers that are given. */
interface Scene {
  readonly target: SyncTarget;
  state: SyncState;
  listing: Listing;
  nowMillis: number;
  walkedMillis: number;
  answers: unknown[];
  calls: string[];
  notes: SyncNote[];
}

/** The engine between the answers of a case. The other sources show loops that ask more often than this one. */
export const run: SectionRunner = ({ source, cr, start, steps }) => {
  if (source !== 'design') return { ok: 'skipped', why: 'it shows a loop that ours improves on' };
  const scene = openScene(object(cr), object(start));
  return allOk(list(steps).map((step) => runStep(scene, object(step))));
};

function openScene(cr: Readonly<Record<string, unknown>>, start: Readonly<Record<string, unknown>>): Scene {
  const { 'datadog-monitor': kind } = syncKinds;
  const resource = {
    ...cr,
    metadata: { ...object(cr['metadata']), finalizers: start['finalizers'] },
    status: start['status'],
  } as unknown as SyncResource;
  const context = { clusterUid: 'cluster0', lookUp: () => undefined, hash: (body: string) => body };
  const target = toSyncTarget(kind, resource, context)!;
  const listing = takePage(beginWalk(newListing, startMillis - 1000), target.api, [], 100);
  return {
    target,
    state: newSyncState(target, resource),
    listing,
    nowMillis: startMillis,
    walkedMillis: startMillis,
    answers: [],
    calls: [],
    notes: [],
  };
}

function runStep(scene: Scene, step: Readonly<Record<string, unknown>>) {
  const at = typeof step['at'] === 'number' ? startMillis + step['at'] * 1000 : 0;
  scene.nowMillis = Math.max(scene.nowMillis, at, scene.state.memory.notBeforeMillis);
  scene.answers = [...list(step['answers'])];
  scene.calls = [];
  scene.notes = [];
  const expected = list(step['calls']).map(text);
  while (look(scene)) if (scene.calls.length > expected.length) break;
  if (scene.nowMillis - scene.walkedMillis >= periodMillis) {
    scene.walkedMillis = scene.nowMillis;
    scene.calls.push(toText(scene.target.api.list!.page(0), scene));
  }
  const events = scene.notes.map(({ type, reason, message }) => [type, reason, message]);
  return allOk([
    compareJson(
      expected,
      scene.calls.map((call, index) => (isPage(expected[index]) && isPage(call) ? expected[index] : call)),
    ),
    compareJson(
      step['events'] ?? [],
      events.filter(([type, reason]) => isListed(type, reason)),
    ),
    compareJson(step['status'] ?? {}, { id: 0, ...scene.state.status }, { subset: true }),
  ]);
}

/** An adoption is told by an Event of our own, which no case names. */
function isListed(type: string | undefined, reason: string | undefined): boolean {
  return !(type === 'Normal' && reason?.startsWith('Adopt') === true);
}

/** Calls of a list are the same whatever else they ask for. */
function isPage(call: string | undefined): boolean {
  return call !== undefined && /^GET \/api\/v1\/monitor\?.*page/.test(call);
}

function toText({ method, path }: { method: string; path: string }, { target }: Scene): string {
  return `${method} ${decodeURIComponent(path).replace(target.ownerTag, '<owner tag>')}`;
}

/** One look of the engine: true when it did something and may do more. */
function look(scene: Scene): boolean {
  const { target, nowMillis } = scene;
  const facts = toListFacts(target, scene.listing, nowMillis, 3 * periodMillis);
  const view = toSyncView(target, scene.state, facts, nowMillis);
  const step = planSync(view);
  const done = applyStep(target, scene.state, view, step);
  scene.state = done.state;
  scene.notes.push(...done.notes);
  if (!isCallStep(step)) return step.do === 'adopt';
  const call = toApiCall(target, step)!;
  scene.calls.push(toText(call, scene));
  if (step.do === 'create') scene.state = { ...scene.state, memory: rememberCreate(scene.state.memory) };
  const answer = toAnswer(scene.answers.shift(), scene);
  const times = { sentMillis: nowMillis, nowMillis, spread: 0 };
  const outcome = applyAnswer(target, scene.state, { step, answer }, times);
  scene.state = outcome.state;
  scene.notes.push(...outcome.notes);
  return true;
}

function toAnswer(answer: unknown, { target }: Scene): ApiAnswer {
  const { status, body } = object(answer);
  const filled: unknown = JSON.parse(JSON.stringify(body ?? null).replaceAll('<owner tag>', target.ownerTag));
  return { status: Number(status ?? 0), body: filled };
}

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ApiBody } from '../api-body.js';
import { type Bench, newMonitor, observed } from '../testing/bench.js';
import { type CallStep, isCallStep } from './apply-answer.js';
import type { SyncStatus } from './kinds/sync-kind.js';

/** How long a call may be under way; a bench counts on less than 20 s. */
const callMillis = 15_000;
const takeOverMillis = 3_000;

const turns = fc.record({
  /** What becomes of a create: answered; done without an answer; not done; done only when its caller has given up or died. */
  create: fc.constantFrom('answered', 'late', 'lost', 'unsent'),
  /** The leader dies: before an answer reaches it, or before what it gave is written. */
  crash: fc.constantFrom('none', 'none', 'none', 'unanswered', 'unwritten'),
  isCrashOfCreate: fc.boolean(),
  isFailing: fc.boolean(),
  /** Time that goes by before. */
  waitMillis: fc.constantFrom(1_000, 10_000, 60_000),
  /** What a person does meanwhile. */
  person: fc.constantFrom('none', 'none', 'none', 'deletes', 'wipes'),
});
type Turn = typeof turns extends fc.Arbitrary<infer T> ? T : never;

const calm: Turn = {
  create: 'answered',
  crash: 'none',
  isCrashOfCreate: false,
  isFailing: false,
  waitMillis: 60_000,
  person: 'none',
};

/** The leader dies while it makes again what a person deleted. */
const deletedAndMadeAgain: Turn[] = [
  calm,
  { ...calm, person: 'deletes', create: 'late', crash: 'unanswered', isCrashOfCreate: true },
  { ...calm, waitMillis: 1_000 },
];

/** Datadog, one resource, and whoever leads. */
class World {
  objects: ApiBody[] = [];
  late: { readonly atMillis: number; readonly object: ApiBody }[] = [];
  written: SyncStatus = {};
  nextId = 1;
  bench: Bench = newMonitor();
  /** The resource is being deleted. */
  isDeleting = false;
  isReleased = false;

  play(turn: Turn): void {
    this.meddle(turn);
    this.pass(turn.waitMillis);
    if (!turn.isFailing) this.bench.list(...this.objects);
    for (let step = 0; step < 8 && this.step(turn); step += 1) this.write();
    this.write();
  }

  remove(): void {
    this.isDeleting = true;
    const { target } = this.bench;
    const metadata = { ...target.resource.metadata, deletionTimestamp: 't' };
    this.bench.target = { ...target, resource: { ...target.resource, metadata } };
  }

  private meddle({ person }: Turn): void {
    if (person === 'deletes') this.objects = [];
    // a status that is wiped while a create is under way takes with it what the next leader should know
    if (person === 'wipes' && this.late.length === 0 && !this.bench.state.memory.isCreateOpen) this.written = {};
  }

  private pass(millis: number): void {
    this.bench.nowMillis += millis;
    const { nowMillis } = this.bench;
    this.objects.push(...this.late.filter(({ atMillis }) => atMillis <= nowMillis).map(({ object }) => object));
    this.late = this.late.filter(({ atMillis }) => atMillis > nowMillis);
  }

  private write(): void {
    this.written = this.bench.state.status;
  }

  private restart(): void {
    const startMillis = this.bench.nowMillis + takeOverMillis;
    this.bench = newMonitor({ status: this.written }, startMillis);
    if (this.isDeleting) this.remove();
    this.pass(0);
  }

  /** True: there may be more to do. */
  private step(turn: Turn): boolean {
    const step = this.bench.plan();
    if (step.do === 'release') this.isReleased = true;
    if (step.do === 'adopt') return true;
    if (step.do === 'create') return this.create(turn);
    if (!isCallStep(step)) return false;
    const { status, body } = turn.isFailing ? { status: 500, body: {} } : this.call(step);
    return this.answer(turn, status, body);
  }

  /** What Datadog makes of a call. */
  private call(step: CallStep): { readonly status: number; readonly body: unknown } {
    if (!('id' in step)) return { status: 200, body: this.objects };
    const object = this.objects.find(({ id }) => String(id) === step.id);
    if (step.do === 'delete') this.objects = this.objects.filter((other) => other !== object);
    return object === undefined ? { status: 404, body: {} } : { status: 200, body: object };
  }

  private answer({ crash, isCrashOfCreate }: Turn, status: number, body: unknown): boolean {
    if (crash === 'unanswered' && !isCrashOfCreate) return this.die();
    this.bench.answer(status, body);
    return crash === 'unwritten' && !isCrashOfCreate ? this.die() : status < 500;
  }

  private die(): boolean {
    this.restart();
    return false;
  }

  private create({ create, crash }: Turn): boolean {
    const object = { ...observed, id: this.nextId++ };
    this.bench.announce();
    this.write();
    if (create === 'late') this.late.push({ atMillis: this.bench.nowMillis + callMillis - 1_000, object });
    else if (create !== 'unsent') this.objects.push(object);
    if (crash === 'unanswered') return this.die();
    if (create !== 'answered') this.pass(callMillis);
    this.bench.answer(create === 'answered' ? 200 : 0, create === 'answered' ? object : 'timeout');
    return crash === 'unwritten' ? this.die() : true;
  }
}

function playAll(story: readonly Turn[]): World {
  const world = new World();
  for (const turn of story) {
    world.play(turn);
    expect(world.objects.length + world.late.length).toBeLessThanOrEqual(1);
  }
  return world;
}

const stories = fc.array(turns, { maxLength: 12 });

test('whoever crashes and whatever is lost, there are never two objects, and in the end there is one', () => {
  const property = fc.property(stories, (story) => {
    const world = playAll(story);
    for (let turn = 0; turn < 12; turn += 1) world.play(calm);
    expect(world.objects).toHaveLength(1);
    expect(world.bench.state.id).toBe(String(world.objects[0]?.['id']));
  });
  fc.assert(property, { numRuns: 300, examples: [[deletedAndMadeAgain]] });
});

test('whatever went before, a resource that is deleted leaves nothing behind', () => {
  const property = fc.property(stories, stories, (story, last) => {
    const world = playAll(story);
    world.remove();
    for (const turn of [...last, ...Array.from({ length: 12 }, () => calm)]) {
      if (!world.isReleased) world.play(turn);
    }
    expect(world.isReleased).toBe(true);
    expect([...world.objects, ...world.late]).toEqual([]);
  });
  fc.assert(property, { numRuns: 300, examples: [[deletedAndMadeAgain.slice(0, 2), []]] });
});

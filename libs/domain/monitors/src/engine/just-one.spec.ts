import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ApiBody } from '../api-body.js';
import { type Bench, newMonitor, observed } from '../testing/bench.js';
import type { SyncStatus } from './kinds/sync-kind.js';

/** How long a call may be under way; a bench counts on less than 20 s. */
const callMillis = 15_000;
const takeOverMillis = 3_000;

const turns = fc.record({
  /** What becomes of a create: answered; done without an answer; not done; done only when its caller has given up or died. */
  create: fc.constantFrom('answered', 'late', 'lost', 'unsent'),
  /** The leader dies: before an answer reaches it, or before what it gave is written. */
  crash: fc.constantFrom('none', 'none', 'none', 'unanswered', 'unwritten'),
  isFailing: fc.boolean(),
  /** Time that goes by before. */
  waitMillis: fc.constantFrom(1_000, 10_000, 60_000),
  /** What a person does meanwhile. */
  person: fc.constantFrom('none', 'none', 'none', 'deletes', 'wipes'),
});
type Turn = typeof turns extends fc.Arbitrary<infer T> ? T : never;

const calm: Turn = { create: 'answered', crash: 'none', isFailing: false, waitMillis: 60_000, person: 'none' };

/** Datadog, one resource, and whoever leads. */
class World {
  objects: ApiBody[] = [];
  late: { readonly atMillis: number; readonly object: ApiBody }[] = [];
  written: SyncStatus = {};
  nextId = 1;
  bench: Bench = newMonitor();

  play(turn: Turn): void {
    this.meddle(turn);
    this.pass(turn.waitMillis);
    if (!turn.isFailing) this.bench.list(...this.objects);
    for (let step = 0; step < 8 && this.step(turn); step += 1) this.write();
    this.write();
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
    this.pass(0);
  }

  /** True: there may be more to do. */
  private step(turn: Turn): boolean {
    const step = this.bench.plan();
    if (step.do === 'adopt') return true;
    if (step.do === 'create') return this.create(turn);
    if (turn.isFailing) return this.answer(turn, 500, {});
    if (step.do === 'find-by-owner') return this.answer(turn, 200, this.objects);
    if (step.do !== 'read' && step.do !== 'update') return false;
    const object = this.objects.find(({ id }) => String(id) === step.id);
    return object === undefined ? this.answer(turn, 404, {}) : this.answer(turn, 200, object);
  }

  private answer({ crash }: Turn, status: number, body: unknown): boolean {
    if (crash === 'unanswered') return this.die();
    this.bench.answer(status, body);
    return crash === 'unwritten' ? this.die() : status < 500;
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

test('whoever crashes and whatever is lost, there are never two objects, and in the end there is one', () => {
  fc.assert(
    fc.property(fc.array(turns, { maxLength: 12 }), (story) => {
      const world = new World();
      for (const turn of story) {
        world.play(turn);
        expect(world.objects.length + world.late.length).toBeLessThanOrEqual(1);
      }
      for (let turn = 0; turn < 12; turn += 1) world.play(calm);
      expect(world.objects).toHaveLength(1);
      expect(world.bench.state.id).toBe(String(world.objects[0]?.['id']));
    }),
    { numRuns: 500 },
  );
});

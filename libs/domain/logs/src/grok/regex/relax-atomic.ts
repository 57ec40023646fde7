import { type AutomatonBuilder, buildStates, type CharState, endState, type State } from './automaton.js';
import { hasChar } from './char-set.js';
import { type AtomicNode, hasNode, mapNodes, type RegexNode } from './node.js';

/**
 * Makes plain groups of atomic ones where that cannot change which whole texts match, nor what groups hold. Plain groups need no
 * backreference, so that V8 can run them in linear time, and are faster.
 */
export function relaxAtomic(node: RegexNode): RegexNode {
  if (!hasNode(node, isAtomic)) return node;
  const relaxed = new Set<number>();
  const builder: AutomatonBuilder = {
    states: 0,
    loops: 0,
    onAtomic: (atomic, next) => {
      const start = relaxedStart(atomic, next, builder);
      if (start) relaxed.add(atomic.start);
      return start ?? endState(builder, 'opaque');
    },
  };
  buildStates(node, endState(builder, 'accept'), builder);
  return mapNodes(node, (inner) => (inner.kind === 'atomic' && relaxed.has(inner.start) ? inner.node : inner));
}

function isAtomic({ kind }: RegexNode): boolean {
  return kind === 'atomic';
}

/** The state in which the group begins when it is made plain; `undefined` when it cannot be, or that cannot be told. */
function relaxedStart({ node }: AtomicNode, next: State, builder: AutomatonBuilder): State | undefined {
  if (builder.loops > 0 || hasNode(node, isAtomic)) return undefined;
  const done = endState(builder, 'accept');
  return isRelaxable(buildStates(node, done, builder), done, next) ? buildStates(node, next, builder) : undefined;
}

/**
 * The ways in which a group and what follows it can have matched a text up to here, the ones that are tried first in front:
 * still inside the group, or behind it, then with all states in which the rest can be.
 */
type Way = { readonly inside: CharState } | { readonly behind: readonly State[] };

const maxConfigurations = 500;

/** Inside of what an automaton cannot tell; two ways that are both there need not be at the same place. */
const underway: State = { kind: 'opaque', id: 0 };

/**
 * Walks all texts at once. An atomic group goes on with its first way that gets through the group; a plain one with any. They
 * agree if, wherever a text can end, a later way accepts it only if that first one does too.
 */
function isRelaxable(group: State, done: State, rest: State): boolean {
  const first = collect([group], done, rest);
  const seen = new Set<string>();
  const open = first ? [first] : [];
  for (let ways = open.pop(); ways; ways = open.pop()) {
    const key = ways.map(printWay).join();
    if (seen.has(key)) continue;
    if (seen.add(key).size > maxConfigurations || !agrees(ways)) return false;
    for (const unit of unitsOf(ways)) {
      const next = advance(ways, unit, done, rest);
      if (!next) return false;
      if (next.length > 1 || next.some((way) => 'inside' in way)) open.push(next);
    }
  }
  return first !== undefined;
}

function printWay(way: Way): string {
  return 'inside' in way ? String(way.inside.id) : `(${way.behind.map(({ id }) => id).join()})`;
}

function agrees(ways: readonly Way[]): boolean {
  const [first = [], ...later] = ways.flatMap((way) => ('behind' in way ? [way.behind] : []));
  const isAccepted = first.some(({ kind }) => kind === 'accept');
  return !later.flat().some(({ kind }) => kind === 'opaque' || (kind === 'accept' && !isAccepted));
}

/** One code unit of each class that the states tell apart. */
function unitsOf(ways: readonly Way[]): readonly number[] {
  const states = ways.flatMap((way) => ('inside' in way ? [way.inside] : way.behind));
  const bounds = states.flatMap((state) =>
    state.kind === 'char' ? state.set.map((bound, index) => (index % 2 === 0 ? bound : bound + 1)) : [],
  );
  return [...new Set(bounds)];
}

/** The ways after one more character; `undefined` when the group leads to something that an automaton cannot tell. */
function advance(ways: readonly Way[], unit: number, done: State, rest: State): readonly Way[] | undefined {
  const next: Way[] = [];
  for (const way of ways) {
    const states = 'inside' in way ? [way.inside] : way.behind;
    const followers = states.flatMap((state) => followersOf(state, unit));
    const more = 'inside' in way ? collect(followers, done, rest) : [{ behind: closure(followers) }];
    if (!more) return undefined;
    next.push(...more);
  }
  return withoutRepeats(next);
}

function followersOf(state: State, unit: number): readonly State[] {
  if (state.kind === 'opaque') return [underway];
  return state.kind === 'char' && hasChar(state.set, unit) ? [state.next] : [];
}

/** The ways that lead on from states inside the group. */
function collect(states: readonly State[], done: State, rest: State): readonly Way[] | undefined {
  const inside = closure(states);
  if (inside.some((state) => state.kind === 'opaque')) return undefined;
  return inside.flatMap((state): Way[] => {
    if (state === done) return [{ behind: closure([rest]) }];
    return state.kind === 'char' ? [{ inside: state }] : [];
  });
}

/** The states that take characters or end, reached without taking one, the ones that are tried first in front. */
function closure(states: readonly State[]): readonly State[] {
  const seen = new Set<State>();
  const visit = (state: State): void => {
    if (seen.has(state)) return;
    seen.add(state);
    if (state.kind === 'split') for (const next of state.nexts) visit(next);
  };
  for (const state of states) visit(state);
  return [...seen].filter(({ kind }) => kind !== 'split');
}

/** Takes out what an earlier way stands for already; the first one behind the group stays, even if it leads nowhere. */
function withoutRepeats(ways: readonly Way[]): readonly Way[] {
  const [insides, behinds] = [new Set<State>(), new Set<State>()];
  let hasBehind = false;
  const kept: Way[] = [];
  for (const way of ways) {
    if ('inside' in way) {
      if (!insides.has(way.inside)) kept.push(way);
      insides.add(way.inside);
      continue;
    }
    const behind = way.behind.filter((state) => state === underway || !behinds.has(state));
    if (behind.length > 0 || !hasBehind) kept.push({ behind });
    for (const state of behind) behinds.add(state);
    hasBehind = true;
  }
  return kept;
}

import type { CharSet } from './char-set.js';
import type { RegexNode, RepeatNode } from './node.js';
import { isNullable } from './shape.js';

/** A state of a nondeterministic automaton; `id` tells states apart. */
export type State = CharState | SplitState | EndState;

export interface CharState {
  readonly kind: 'char';
  readonly id: number;
  readonly set: CharSet;
  readonly next: State;
}

/** Goes on with any of its states, without taking a character; earlier ones are tried first. */
export interface SplitState {
  readonly kind: 'split';
  readonly id: number;
  readonly nexts: State[];
}

export interface EndState {
  /** `opaque`: what follows is beyond an automaton, such as a backreference. */
  readonly kind: 'accept' | 'opaque';
  readonly id: number;
}

/** Makes states; the atomic groups on the way are given to `onAtomic` with what follows them. */
export interface AutomatonBuilder {
  states: number;
  /** The depth of repeats that are being built: what follows a group inside of one is not complete. */
  loops: number;
  onAtomic(node: RegexNode & { kind: 'atomic' }, next: State): State;
}

const maxStates = 20_000;

export function endState(builder: AutomatonBuilder, kind: EndState['kind']): EndState {
  builder.states += 1;
  return { kind, id: builder.states };
}

export function splitState(builder: AutomatonBuilder, nexts: State[]): SplitState {
  builder.states += 1;
  return { kind: 'split', id: builder.states, nexts };
}

/** The state in which a match of a node begins that goes on with `next`. */
export function buildStates(node: RegexNode, next: State, builder: AutomatonBuilder): State {
  if (builder.states > maxStates) return endState(builder, 'opaque');
  switch (node.kind) {
    case 'char':
      builder.states += 1;
      return { kind: 'char', id: builder.states, set: node.set, next };
    case 'sequence':
      return node.nodes.reduceRight((follower, child) => buildStates(child, follower, builder), next);
    case 'choice':
      return splitState(
        builder,
        node.nodes.map((child) => buildStates(child, next, builder)),
      );
    case 'repeat':
      return buildRepeat(node, next, builder);
    case 'group':
      return buildStates(node.node, next, builder);
    case 'atomic':
      return builder.onAtomic(node, next);
    default:
      return endState(builder, 'opaque');
  }
}

function buildRepeat(node: RepeatNode, next: State, builder: AutomatonBuilder): State {
  const { min, max, isLazy } = node;
  // JavaScript goes back into a round that takes nothing, which no state can tell
  if (max > min && isNullable(node.node)) return endState(builder, 'opaque');
  if (max > 1) builder.loops += 1;
  let state = max === Infinity ? buildLoop(node, next, builder) : next;
  const optional = max === Infinity ? 0 : max - min;
  for (let count = 0; count < optional; count += 1) {
    const round = buildStates(node.node, state, builder);
    state = splitState(builder, isLazy ? [next, round] : [round, next]);
  }
  for (let count = 0; count < min; count += 1) state = buildStates(node.node, state, builder);
  if (max > 1) builder.loops -= 1;
  return state;
}

function buildLoop({ node, isLazy }: RepeatNode, next: State, builder: AutomatonBuilder): State {
  const loop = splitState(builder, []);
  const round = buildStates(node, loop, builder);
  loop.nexts.push(...(isLazy ? [next, round] : [round, next]));
  // Getting here first is told from getting here again, so that a round of a loop around this one can take nothing here.
  return splitState(builder, [...loop.nexts]);
}

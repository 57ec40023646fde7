import { type AutomatonBuilder, buildStates, endState, splitState, type State, type CharState } from './automaton.js';
import { overlaps } from './char-set.js';
import { childrenOf, type RegexNode, type RepeatNode } from './node.js';

/**
 * The first repeat that can split one text into rounds in several ways, such as `(a+)+` or `(\w|\d)*`: with each further round
 * the ways to try double. `undefined` when there is none.
 */
export function findSlowLoop(node: RegexNode): RepeatNode | undefined {
  if (node.kind === 'repeat' && node.max === Infinity && node.node.kind !== 'char' && isAmbiguous(node)) return node;
  for (const child of childrenOf(node)) {
    const found = findSlowLoop(child);
    if (found) return found;
  }
  return undefined;
}

const maxPairs = 3000;

/** Whether two ways through the rounds take the same characters and meet again in one state. */
function isAmbiguous(repeat: RepeatNode): boolean {
  const builder: AutomatonBuilder = { states: 0, loops: 0, onAtomic: () => endState(builder, 'opaque') };
  const loop = splitState(builder, []);
  loop.nexts.push(buildStates(repeat.node, loop, builder));
  const open: Pair[] = pairsFrom(loop, loop, false);
  const seen = new Set<string>();
  for (let pair = open.pop(); pair; pair = open.pop()) {
    const [left, right, isSplit] = pair;
    if (isSplit && left === right) return true;
    const key = `${left.id},${right.id},${String(isSplit)}`;
    if (seen.has(key) || !overlaps(left.set, right.set)) continue;
    if (seen.add(key).size > maxPairs) return false;
    open.push(...pairsFrom(left.next, right.next, isSplit));
  }
  return false;
}

/** Two states to go on from at once, and whether the ways to them have differed. */
type Pair = readonly [CharState, CharState, boolean];

function pairsFrom(left: State, right: State, isSplit: boolean): Pair[] {
  const [lefts, rights] = [waysFrom(left, new Set()), waysFrom(right, new Set())];
  return lefts.flatMap((one, index) =>
    rights.flatMap((other, otherIndex): Pair[] => {
      // Of ways that start together each couple is looked at once.
      if (!isSplit && left === right && otherIndex < index) return [];
      return [[one, other, isSplit || left !== right || index !== otherIndex]];
    }),
  );
}

/** Each way to a state that takes a character, without taking one before; two ways to one state count twice. */
function waysFrom(state: State, onWay: ReadonlySet<State>): CharState[] {
  if (state.kind === 'char') return [state];
  if (state.kind !== 'split' || onWay.has(state)) return [];
  const way = new Set(onWay).add(state);
  return state.nexts.flatMap((next) => waysFrom(next, way));
}

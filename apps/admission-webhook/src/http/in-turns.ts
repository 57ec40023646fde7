/** Work on one request; what it returns is called once all work of the same turn is done. */
export type Work = () => (() => void) | undefined;

/** Waits for its turn. Must not throw. */
export type InTurns = (work: Work) => void;

/** So long may the first answer of a turn wait for the others: a few milliseconds. */
const maxWorkOfTurn = 32;

/**
 * Does what has come in one turn of the event loop together: first the work, then all writing. Reading from sockets, deciding about
 * pods and writing to sockets are three large bodies of code that drive each other out of the processor's caches, so that taking
 * turns for every single request costs half as much again.
 */
export function createTurns(): InTurns {
  const waiting: Work[] = [];
  const run = (): void => {
    const turn = waiting.splice(0, maxWorkOfTurn);
    if (waiting.length > 0) setImmediate(run);
    const writes = turn.map((work) => work());
    for (const write of writes) write?.();
  };
  return (work) => {
    waiting.push(work);
    if (waiting.length === 1) setImmediate(run);
  };
}

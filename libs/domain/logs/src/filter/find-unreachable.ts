import { parseFilter } from './parse-filter.js';
import { printFilter } from './print-filter.js';

/** A query of a list that nothing comes to, and the earlier one that takes all of it; both count from 0. */
export interface UnreachableQuery {
  readonly index: number;
  readonly takenBy: number;
}

/** Of queries that are tried in order, those that come after one which is true for every log or says the same. */
export function findUnreachable(queries: readonly string[]): readonly UnreachableQuery[] {
  const normal = queries.map(normalize);
  return normal.flatMap((text, index) => {
    const takenBy = normal.findIndex((earlier, place) => place < index && (earlier === everything || earlier === text));
    return text === undefined || takenBy < 0 ? [] : [{ index, takenBy }];
  });
}

const everything = '*';

/** The same text for queries that differ in blanks, quotes and operators alone; `undefined` for one that cannot be read. */
function normalize(query: string): string | undefined {
  const parsed = parseFilter(query);
  return parsed.ok ? printFilter(parsed.value) : undefined;
}

/** How missing buckets are filled: `.fill(method, limit)`. */
export interface Fill {
  readonly method: 'null' | 'zero' | 'last' | 'linear';
  /** The longest gap that is filled, in seconds. */
  readonly limitSeconds: number;
}

/** Limit of a fill that names none, also of the interpolation that happens by itself. */
export const defaultFillLimitSeconds = 300;

/** A value for every bucket start that has one; nulls and absent starts are gaps. */
export type Row = ReadonlyMap<number, number | null>;

/**
 * Fills the gaps of a row at the given bucket starts (ascending). `zero` and `last` fill up to the limit after a value, `linear` fills gaps
 * between two values that are at most the limit apart, `null` fills nothing.
 */
export function fillRow(row: Row, starts: readonly number[], { method, limitSeconds }: Fill): Row {
  if (method === 'null') {
    return row;
  }
  const filled = new Map<number, number | null>();
  const following = method === 'linear' ? nextKnown(row, starts) : [];
  let previous: Known | undefined;
  for (const [index, seconds] of starts.entries()) {
    const value = row.get(seconds);
    if (typeof value === 'number') {
      previous = { seconds, value };
      filled.set(seconds, value);
    } else {
      const substitute = substituteFor({ seconds, method, limitSeconds }, previous, following[index]);
      if (substitute !== undefined || value === null) {
        filled.set(seconds, substitute ?? null);
      }
    }
  }
  return filled;
}

interface Known {
  readonly seconds: number;
  readonly value: number;
}

interface Gap extends Fill {
  readonly seconds: number;
}

function substituteFor(gap: Gap, previous: Known | undefined, next: Known | undefined): number | undefined {
  if (previous === undefined) {
    return undefined;
  }
  if (gap.method === 'linear') {
    if (next === undefined || next.seconds - previous.seconds > gap.limitSeconds) {
      return undefined;
    }
    const share = (gap.seconds - previous.seconds) / (next.seconds - previous.seconds);
    return previous.value + (next.value - previous.value) * share;
  }
  if (gap.seconds - previous.seconds > gap.limitSeconds) {
    return undefined;
  }
  return gap.method === 'zero' ? 0 : previous.value;
}

function nextKnown(row: Row, starts: readonly number[]): readonly (Known | undefined)[] {
  let known: Known | undefined;
  return starts
    .toReversed()
    .map((seconds) => {
      const value = row.get(seconds);
      known = typeof value === 'number' ? { seconds, value } : known;
      return known;
    })
    .toReversed();
}

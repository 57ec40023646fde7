import type { Aggregator, Comparator } from './ast.js';
import { type Cursor, fail, failUnexpected } from './cursor.js';
import { parseNumber } from './parse-number.js';
import { code, peekAfterSpace, skipSpace, take } from './scan.js';

const named: readonly Extract<Aggregator, { kind: 'named' }>[] = (
  ['avg', 'sum', 'max', 'min', 'count', 'stddev'] as const
).map((name) => ({ kind: 'named', name }));

const expected = 'avg, sum, min, max, count, stddev, a percentile such as p95, or count(v: v>=1)';
const percentilePattern = /^p(\d{1,2}(?:\.\d+)?)$/;
/** The longer ones first. */
const comparators: readonly Comparator[] = ['>=', '<=', '==', '!=', '>', '<'];

/** The aggregator whose name stands between the offsets, before a colon. */
export function aggregatorBetween(cursor: Cursor, start: number, end: number): Aggregator | undefined {
  for (const aggregator of named) {
    if (end - start === aggregator.name.length && cursor.text.startsWith(aggregator.name, start)) {
      return aggregator;
    }
  }
  const text = cursor.text.slice(start, end);
  const digits = percentilePattern.exec(text)?.[1];
  if (digits !== undefined) {
    return { kind: 'percentile', percentile: Number(digits), text };
  }
  return fail(cursor, 'UnknownAggregator', expected, {
    offset: start,
    detail: `${JSON.stringify(text.slice(0, 40))} is no space aggregator`,
  });
}

/** Whether the text after `count` goes on as `(v:`, which tells the threshold aggregator from a function. */
export function isAtThreshold(cursor: Cursor): boolean {
  const { at } = cursor;
  cursor.at++;
  skipSpace(cursor);
  const isVariable = cursor.text.startsWith('v', cursor.at);
  cursor.at++;
  const is = isVariable && peekAfterSpace(cursor) === code.colon;
  cursor.at = at;
  return is;
}

/** `(v: v>=0)` at the cursor, after the `count` that starts at `start`. */
export function parseThreshold(cursor: Cursor, start: number): Aggregator | undefined {
  // "(", "v" and ":" are there: see isAtThreshold.
  cursor.at = cursor.text.indexOf(':', cursor.at) + 1;
  if (!take(cursor, 0x76, 'the variable v')) {
    return undefined;
  }
  skipSpace(cursor);
  const operator = skipComparator(cursor);
  if (!operator) {
    return failUnexpected(cursor, 'one of > >= < <= == !=');
  }
  const isNegative = peekAfterSpace(cursor) === code.minus;
  cursor.at += isNegative ? 1 : 0;
  const number = parseNumber(cursor);
  if (!number || !take(cursor, code.close, "')'")) {
    return undefined;
  }
  const threshold = isNegative ? -number.value : number.value;
  return { kind: 'threshold', operator, threshold, text: cursor.text.slice(start, cursor.at) };
}

/** Moves over one of `> >= < <= == !=` and answers it; undefined, and the cursor unmoved, when there is none. */
export function skipComparator(cursor: Cursor): Comparator | undefined {
  const found = comparators.find((comparator) => cursor.text.startsWith(comparator, cursor.at));
  cursor.at += found?.length ?? 0;
  return found;
}

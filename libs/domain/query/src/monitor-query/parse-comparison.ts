import { type Cursor, fail } from '../cursor.js';
import { parseNumber } from '../parse-number.js';
import { skipComparator } from '../parse-aggregator.js';
import { code, isLetter, peek, peekAfterSpace, endOfWord } from '../scan.js';
import type { Comparison } from './ast.js';

/** What the monitors API answers for every query whose shape it does not know. */
export const invalidOperator = "The value provided for parameter 'query' is invalid: invalid operator specified";

/** `> 5`, `<= -0.5` or `> threshold`, and nothing after it. */
export function parseComparison(cursor: Cursor): Comparison | undefined {
  peekAfterSpace(cursor);
  const start = cursor.at;
  const operator = skipComparator(cursor);
  if (!operator) {
    return fail(cursor, 'InvalidOperator', 'a comparison: one of > >= < <= == != and a number', {
      detail: invalidOperator,
    });
  }
  const threshold = parseThreshold(cursor);
  if (!threshold) {
    return undefined;
  }
  const end = cursor.at;
  if (peekAfterSpace(cursor) >= 0) {
    return fail(cursor, 'UnexpectedText', 'the end of the query');
  }
  return { span: { start, end }, operator, ...threshold };
}

function parseThreshold(cursor: Cursor): Pick<Comparison, 'text' | 'threshold'> | undefined {
  const character = peekAfterSpace(cursor);
  if (isLetter(character)) {
    return parseNamedThreshold(cursor);
  }
  const isNegative = character === code.minus;
  cursor.at += isNegative || character === code.plus ? 1 : 0;
  if (isNegative && isLetter(peek(cursor))) {
    return fail(cursor, 'UnexpectedText', 'a number');
  }
  const number = parseNumber(cursor);
  return (
    number && {
      text: isNegative ? `-${number.text}` : number.text,
      threshold: isNegative ? -number.value : number.value,
    }
  );
}

function parseNamedThreshold(cursor: Cursor): Pick<Comparison, 'text' | 'threshold'> | undefined {
  const end = endOfWord(cursor);
  const text = cursor.text.slice(cursor.at, end);
  if (text !== 'threshold') {
    return fail(cursor, 'UnexpectedText', 'a number, or the word threshold');
  }
  cursor.at = end;
  return { text, threshold: undefined };
}

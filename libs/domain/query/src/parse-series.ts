import type { Aggregator, Series } from './ast.js';
import { type Cursor, fail, failRule, failUnexpected } from './cursor.js';
import { parseModifiers } from './parse-modifiers.js';
import { parseScope } from './parse-scope.js';
import { code, endOfTag, endOfWord, isLetter, peekAfterSpace, take } from './scan.js';

const maxMetricLength = 200;
const noKeys: readonly string[] = [];

/** The metric, scope, group and modifiers after `avg:`; the cursor stands after the colon. */
export function parseAggregated(cursor: Cursor, start: number, aggregator: Aggregator): Series | undefined {
  if (!isLetter(peekAfterSpace(cursor))) {
    return failUnexpected(cursor, 'a metric name, which starts with a letter');
  }
  const nameStart = cursor.at;
  cursor.at = endOfWord(cursor);
  return parseSeries(cursor, start, aggregator, nameStart);
}

/** Scope, group and modifiers after the metric's name; the cursor stands at the end of the name. */
export function parseSeries(
  cursor: Cursor,
  start: number,
  aggregator: Aggregator | undefined,
  nameStart: number,
): Series | undefined {
  const nameEnd = cursor.at;
  if (nameEnd - nameStart > maxMetricLength) {
    return fail(cursor, 'MetricNameTooLong', `at most ${maxMetricLength} characters in a metric name`, {
      offset: nameStart,
    });
  }
  const metric = cursor.text.slice(nameStart, nameEnd);
  if (peekAfterSpace(cursor) !== code.braceOpen) {
    return failScopeMissing(cursor);
  }
  const scope = parseScope(cursor);
  const groupBy = scope && parseGroupBy(cursor);
  const modifiers = groupBy && parseModifiers(cursor);
  if (!scope || !groupBy || !modifiers) {
    return undefined;
  }
  return { kind: 'series', span: { start, end: cursor.at }, aggregator, metric, scope, groupBy, modifiers };
}

/** A metric's name without scope, told in Datadog's own words. */
export function failScopeMissing(cursor: Cursor): undefined {
  return failRule(cursor, 'ScopeMissing', 'scope_expr', "a scope in braces after the metric name, such as '{*}'");
}

function parseGroupBy(cursor: Cursor): readonly string[] | undefined {
  const end = cursor.at;
  peekAfterSpace(cursor);
  if (!cursor.text.startsWith('by', cursor.at)) {
    cursor.at = end;
    return noKeys;
  }
  cursor.at += 2;
  return take(cursor, code.braceOpen, "'{' and the keys to group by") && parseKeys(cursor);
}

/** Comma-separated keys up to and with `}`. */
export function parseKeys(cursor: Cursor): string[] | undefined {
  const keys: string[] = [];
  for (;;) {
    peekAfterSpace(cursor);
    const start = cursor.at;
    const end = endOfTag(cursor);
    if (end === start) {
      return failUnexpected(cursor, 'a tag key');
    }
    cursor.at = end;
    keys.push(cursor.text.slice(start, end));
    if (peekAfterSpace(cursor) === code.braceClose) {
      cursor.at++;
      return keys;
    }
    if (!take(cursor, code.comma, "',' or '}'")) {
      return undefined;
    }
  }
}

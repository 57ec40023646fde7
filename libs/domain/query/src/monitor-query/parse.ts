import { type Cursor, createCursor, fail } from '../cursor.js';
import { type Refused, refusal } from '../parse.js';
import { isAtQuote } from '../parse-string.js';
import { code, isDigit, isLetter, peekAfterSpace } from '../scan.js';
import { type MonitorQuery, type SloQuery, searchSources } from './ast.js';
import type { MonitorType } from './monitor-types.js';
import { parseFormulaMonitor, parseSearch, parseServiceCheck, parseSlo } from './parse-clause-query.js';
import { invalidOperator } from './parse-comparison.js';
import { parseComposite } from './parse-composite.js';
import { isMetricHead, parseMetricMonitor } from './parse-metric.js';

/** The text of a monitor and what it asks for. */
export interface ParsedMonitorQuery {
  readonly ok: true;
  readonly text: string;
  readonly query: MonitorQuery;
}

/**
 * Parses the query of a monitor of any kind. The kind shows in how the text begins; the type, where it is known, only
 * makes errors clearer. Whether the kind fits the type is for `checkMonitorQuery` to say.
 */
export function parseMonitorQuery(text: string, type?: MonitorType): ParsedMonitorQuery | Refused {
  const cursor = createCursor(text, false);
  const query = parseKind(cursor, type);
  return query ? { ok: true, text, query } : refusal(cursor);
}

function parseKind(cursor: Cursor, type: MonitorType | undefined): MonitorQuery | undefined {
  const character = peekAfterSpace(cursor);
  if (character < 0) {
    return fail(cursor, 'EmptyQuery', 'a monitor query such as avg(last_5m):avg:system.load.1{*} > 5', {
      detail: 'The query is empty',
    });
  }
  if (isAtQuote(cursor)) {
    return parseServiceCheck(cursor);
  }
  if (isDigit(character) || character === code.bang || character === code.open) {
    return parseComposite(cursor);
  }
  return parseNamed(cursor, isLetter(character) ? headAt(cursor) : '', type);
}

function parseNamed(cursor: Cursor, name: string, type: MonitorType | undefined): MonitorQuery | undefined {
  if (isMetricHead(name)) {
    return parseMetricMonitor(cursor, name);
  }
  if (name === 'formula') {
    return parseFormulaMonitor(cursor);
  }
  if (isMeasure(name)) {
    return parseSlo(cursor, name);
  }
  const source = searchSources.find((known) => known === name);
  return source ? parseSearch(cursor, source) : failUnknownHead(cursor, type);
}

/** The error for a text that starts like no kind, told for the kind that the type asks for. */
function failUnknownHead(cursor: Cursor, type: MonitorType | undefined): MonitorQuery | undefined {
  if (type === 'service check') {
    return parseServiceCheck(cursor);
  }
  if (type === 'composite') {
    return parseComposite(cursor);
  }
  const expected = `an aggregation over time such as avg(last_5m):, formula(…), or a source such as logs(…)`;
  return fail(cursor, 'InvalidOperator', expected, { detail: invalidOperator });
}

function headAt(cursor: Cursor): string {
  const pattern = /[\w-]*/y;
  pattern.lastIndex = cursor.at;
  return pattern.exec(cursor.text)?.[0] ?? '';
}

function isMeasure(name: string): name is SloQuery['measure'] {
  return name === 'error_budget' || name === 'burn_rate';
}

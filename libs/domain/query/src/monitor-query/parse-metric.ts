import { type Cursor, fail, failUnexpected } from '../cursor.js';
import { parseExpression } from '../parse-expression.js';
import { code, endOfWord, peekAfterSpace, take } from '../scan.js';
import type { Change, MetricMonitorQuery, TimeAggregation, Window } from './ast.js';
import { parseComparison } from './parse-comparison.js';
import { parseWindow } from './parse-window.js';

const timeAggregations: readonly TimeAggregation[] = ['avg', 'sum', 'min', 'max'];

/** Whether a monitor query that starts with this name is a metric query. */
export function isMetricHead(name: string): boolean {
  return isTimeAggregation(name) || isChange(name);
}

/** `avg(last_5m): … > 5` or `change(avg(last_5m),last_1h): … > 5`, with the cursor at its first name. */
export function parseMetricMonitor(cursor: Cursor, name: string): MetricMonitorQuery | undefined {
  const start = cursor.at;
  const head = isChange(name) ? parseChange(cursor, name) : parseAggregation(cursor);
  if (!head || !take(cursor, code.colon, "':' and a query")) {
    return undefined;
  }
  const query = parseExpression(cursor);
  const comparison = query && parseComparison(cursor);
  return (
    comparison && {
      kind: 'metric',
      span: { start, end: comparison.span.end },
      change: undefined,
      ...head,
      query,
      comparison,
    }
  );
}

type Aggregation = Pick<MetricMonitorQuery, 'timeAggregation' | 'window'>;

function parseAggregation(cursor: Cursor): Aggregation | undefined {
  peekAfterSpace(cursor);
  const end = endOfWord(cursor);
  const timeAggregation = cursor.text.slice(cursor.at, end);
  if (!isTimeAggregation(timeAggregation)) {
    return failUnexpected(cursor, 'one of avg sum min max');
  }
  cursor.at = end;
  const window = takeOpening(cursor, timeAggregation) && parseWindow(cursor, false);
  return window && take(cursor, code.close, "')'") && { timeAggregation, window };
}

function takeOpening(cursor: Cursor, name: string): true | undefined {
  if (peekAfterSpace(cursor) === code.colon) {
    return fail(cursor, 'UnexpectedText', `'(' and a window, such as ${name}(last_5m):`, {
      detail: 'A monitor needs an aggregation over time before its query',
    });
  }
  return take(cursor, code.open, `'(' and a window, such as ${name}(last_5m):`);
}

function parseChange(cursor: Cursor, name: Change['function']): (Aggregation & { change: Change }) | undefined {
  cursor.at += name.length;
  const aggregation = take(cursor, code.open, `'(' after ${name}`) && parseAggregation(cursor);
  const shift: Window | undefined =
    aggregation && take(cursor, code.comma, "',' and a shift such as last_1h") && parseWindow(cursor, true);
  return (
    aggregation && shift && take(cursor, code.close, "')'") && { ...aggregation, change: { function: name, shift } }
  );
}

function isChange(name: string): name is Change['function'] {
  return name === 'change' || name === 'pct_change';
}

function isTimeAggregation(name: string): name is TimeAggregation {
  return timeAggregations.some((aggregation) => aggregation === name);
}

import type { Expression } from './ast.js';
import { seriesOf } from './series-of.js';

/** The names of the metrics that queries read, each once, in the order of their first use. */
export function metricNames(expressions: readonly Expression[]): string[] {
  return [...new Set(seriesOf(expressions).map(({ metric }) => metric))];
}

import type { Series } from './ast.js';

/** How a series joins its hosts, as written: `avg`, `p95`, `count(v: v>=0)`; undefined when the query does not say. */
export function aggregationOf({ aggregator }: Series): string | undefined {
  return aggregator?.kind === 'named' ? aggregator.name : aggregator?.text;
}

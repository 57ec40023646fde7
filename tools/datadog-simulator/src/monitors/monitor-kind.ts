import { isMonitorType, parseMonitorQuery, type MonitorQuery, seriesOf } from '@dogwatch/query';
import type { JsonObject } from '../json-object.js';

/** The query of a monitor; undefined when it does not parse. */
export function queryOf({ type, query }: JsonObject): MonitorQuery | undefined {
  if (typeof query !== 'string') {
    return undefined;
  }
  const parsed = parseMonitorQuery(query, typeof type === 'string' && isMonitorType(type) ? type : undefined);
  return parsed.ok ? parsed.query : undefined;
}

/** The type that Datadog gives back: it names metric monitors by their query, whichever of the two names was sent. */
export function toKeptType(type: unknown, query: MonitorQuery | undefined): unknown {
  if (!isMetricType(type)) {
    return type;
  }
  return query?.kind === 'formula' ? 'metric alert' : 'query alert';
}

/** Whether two types are the same to Datadog. */
export function isSameType(left: unknown, right: unknown): boolean {
  return left === right || (isMetricType(left) && isMetricType(right));
}

function isMetricType(type: unknown): boolean {
  return type === 'metric alert' || type === 'query alert';
}

/** Whether a monitor alerts for each of its groups. */
export function isMulti(query: MonitorQuery | undefined): boolean {
  switch (query?.kind) {
    case 'metric':
      return seriesOf([query.query]).some(({ groupBy }) => groupBy.length > 0);
    case 'formula':
    case 'search':
    case 'service-check':
      return query.clauses.some(({ name, args }) => name === 'by' && args.length > 0);
    default:
      return false;
  }
}

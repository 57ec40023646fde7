import { type Attributes, type Log, printJson } from '@dogwatch/logs';
import { printTime } from './render-difference.js';

/** A log with the names of Datadog's search API; what is not set is left out. */
export function toPrintable(log: Log): Attributes {
  const { timestampMillis, status, service, host, source, message, traceId, spanId, tags, attributes } = log;
  const fields = {
    timestamp: timestampMillis === undefined ? undefined : printTime(timestampMillis),
    status,
    service,
    host,
    source,
    message,
    trace_id: traceId,
    span_id: spanId,
    tags: tags.length > 0 ? tags : undefined,
    attributes,
  };
  const printable: Attributes = {};
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) printable[name] = value;
  return printable;
}

/** A log as JSON; `indent`: how many blanks a level is moved in, 0 for one line. */
export function printLog(log: Log, indent = 0): string {
  return printJson(toPrintable(log), indent);
}

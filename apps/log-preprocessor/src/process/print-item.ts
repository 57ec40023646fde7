import { type Attributes, type AttributeValue, isAttributes, type Log, printJson, setOwn } from '@dogwatch/logs';
import type { LogDefaults } from '@dogwatch/messages';

/** A log ready for a sink: the JSON of an item of Datadog's intake. */
export interface OutgoingLog {
  readonly json: string;
  /** `''` when it has none. */
  readonly service: string;
}

/** The tag that says why a log went on as it came. */
export function reasonTag(reason: string): string {
  return `dogwatch.reason:${reason}`;
}

/**
 * Prints a processed log, which is used up by it. Reserved attributes go where Datadog's own preprocessing looks first, so that
 * it comes to what was decided here: an attribute in that place that says something else gives way.
 */
export function printItem(log: Log, timestampMillis: number): OutgoingLog {
  const { attributes: item, message, service = '' } = log;
  if (message !== undefined) item['message'] = message;
  if (log.source !== undefined) item['ddsource'] = log.source;
  if (log.tags.length > 0) item['ddtags'] = log.tags.join(',');
  if (log.host !== undefined) putReserved(item, 'hostname', 'host', log.host);
  if (service !== '') item['service'] = service;
  if (log.status !== undefined) item['status'] = log.status;
  putReserved(item, 'timestamp', '@timestamp', timestampMillis);
  if (log.traceId !== undefined) putTrace(item, 'trace_id', log.traceId);
  if (log.spanId !== undefined) putTrace(item, 'span_id', log.spanId);
  return { json: printJson(item), service };
}

function putReserved(item: Attributes, name: string, looksFirst: string, value: AttributeValue): void {
  item[name] = value;
  if (item[looksFirst] !== undefined) item[looksFirst] = value;
}

function putTrace(item: Attributes, name: string, id: string): void {
  const present = item['dd'];
  if (isAttributes(present)) setOwn(present, name, id);
  else if (present === undefined) item['dd'] = { [name]: id };
  else item[`dd.${name}`] = id;
}

/** Prints an item as it came, with a tag that says why it was not processed. */
export function printUnprocessed(item: AttributeValue, defaults: LogDefaults, reason: string): OutgoingLog {
  const given: Attributes = isAttributes(item)
    ? { ...item }
    : { message: typeof item === 'string' ? item : printJson(item) };
  const tags = [given['ddtags'], defaults.ddtags, reasonTag(reason)].flatMap((tag) => tag ?? []).map(String);
  const { ddsource, hostname, service } = defaults;
  const own = given['service'] ?? service;
  return {
    json: printJson({
      ...(ddsource !== undefined && { ddsource }),
      ...(hostname !== undefined && { hostname }),
      ...(service !== undefined && { service }),
      ...given,
      ddtags: tags.filter((tag) => tag !== '').join(','),
    }),
    service: typeof own === 'string' ? own : '',
  };
}

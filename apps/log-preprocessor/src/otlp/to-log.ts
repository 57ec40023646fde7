import { type AttributeValue, fromSeverityNumber, printJson } from '@dogwatch/logs';
import { memberAt, listAt } from '../json-view.js';
import { toAttributes, toAttributeValue } from './to-attribute-value.js';

/** A LogRecord as an item of the intake: its attributes over those of its resource, and what both say of reserved attributes. */
export function toLog(
  record: unknown,
  resource: Readonly<Record<string, AttributeValue>>,
): Record<string, AttributeValue> {
  const body = toAttributeValue(memberAt(record, 'body'));
  const millis = toMillis(record);
  const status = toStatus(record);
  const [traceId, spanId] = [toHex(memberAt(record, 'traceId')), toHex(memberAt(record, 'spanId'))];
  return {
    ...resource,
    ...toReserved(resource),
    ...toAttributes(listAt(record, 'attributes')),
    ...(body !== null && { message: typeof body === 'string' || isTree(body) ? body : printJson(body) }),
    ...(millis !== undefined && { timestamp: millis }),
    ...(status !== undefined && { status }),
    ...(traceId !== '' && { 'dd.trace_id': traceId }),
    ...(spanId !== '' && { 'dd.span_id': spanId }),
  };
}

const serviceName = 'service.name';
const hostNames = ['host.name', 'host.id', 'k8s.node.name'];

function toReserved(resource: Readonly<Record<string, AttributeValue>>): Record<string, AttributeValue> {
  const service = resource[serviceName];
  const host = hostNames.map((name) => resource[name]).find((value) => typeof value === 'string');
  return {
    ...(typeof service === 'string' && { service }),
    ...(typeof host === 'string' && { hostname: host }),
  };
}

function isTree(value: AttributeValue): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function toMillis(record: unknown): number | undefined {
  for (const name of ['timeUnixNano', 'observedTimeUnixNano']) {
    const nanos = Number(memberAt(record, name) ?? 0);
    if (Number.isFinite(nanos) && nanos > 0) return Math.floor(nanos / 1e6);
  }
  return undefined;
}

/** The text of the severity if there is one, else what its number means. */
function toStatus(record: unknown): string | undefined {
  const text = memberAt(record, 'severityText');
  if (typeof text === 'string' && text !== '') return text;
  return fromSeverityNumber(Number(memberAt(record, 'severityNumber') ?? 0));
}

/** Ids are bytes in protobuf and hex in JSON; zeros are none. */
function toHex(id: unknown): string {
  const hex =
    id instanceof Uint8Array ? Buffer.from(id).toString('hex') : typeof id === 'string' ? id.toLowerCase() : '';
  return /^0*$/.test(hex) ? '' : hex;
}

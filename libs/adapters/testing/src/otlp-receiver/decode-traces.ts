import { listAt, numberAt, textAt, valueAt } from '../json/json.js';
import { otlpProto, toAttributes } from './otlp-proto.js';

/** A span as it was exported. */
export interface ReceivedSpan {
  /** Lower-case hex, as are all ids here. */
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for the first span of a trace. */
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: SpanKind;
  /** `service.name` of the resource. */
  readonly serviceName: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Attributes of the resource. */
  readonly resource: Readonly<Record<string, unknown>>;
  readonly startNanos: bigint;
  readonly endNanos: bigint;
  readonly status: { readonly code: 'ERROR' | 'OK' | 'UNSET'; readonly message: string };
  readonly events: readonly { readonly name: string; readonly attributes: Readonly<Record<string, unknown>> }[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
}

/** Whose side of a call a span is. */
export type SpanKind = (typeof spanKinds)[number];

const spanKinds = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'] as const;
const statusCodes = ['UNSET', 'OK', 'ERROR'] as const;

const requestType = otlpProto.lookupType('TracesRequest');

/** The spans of an ExportTraceServiceRequest in protobuf; throws if it is none. */
export function decodeTraces(body: Buffer): readonly ReceivedSpan[] {
  return toSpans(requestType.toObject(requestType.decode(body), { longs: String }));
}

/** The spans of an ExportTraceServiceRequest in JSON; throws if it is none. */
export function parseTraces(text: string): readonly ReceivedSpan[] {
  return toSpans(JSON.parse(text));
}

function toSpans(request: unknown): readonly ReceivedSpan[] {
  return listAt(request, 'resourceSpans').flatMap((group) => {
    const resource = toAttributes(listAt(group, 'resource', 'attributes'));
    const spans = listAt(group, 'scopeSpans').flatMap((scope) => listAt(scope, 'spans'));
    return spans.map((span) => toSpan(span, resource));
  });
}

function toSpan(span: unknown, resource: Readonly<Record<string, unknown>>): ReceivedSpan {
  return {
    traceId: toHex(valueAt(span, 'traceId')),
    spanId: toHex(valueAt(span, 'spanId')),
    parentSpanId: toHex(valueAt(span, 'parentSpanId')),
    name: textAt(span, 'name'),
    kind: spanKinds[numberAt(span, 'kind') ?? 0] ?? 'UNSPECIFIED',
    serviceName: textAt(resource, 'service.name'),
    attributes: toAttributes(listAt(span, 'attributes')),
    resource,
    startNanos: toNanos(valueAt(span, 'startTimeUnixNano')),
    endNanos: toNanos(valueAt(span, 'endTimeUnixNano')),
    status: {
      code: statusCodes[numberAt(span, 'status', 'code') ?? 0] ?? 'UNSET',
      message: textAt(span, 'status', 'message'),
    },
    events: listAt(span, 'events').map((event) => ({
      name: textAt(event, 'name'),
      attributes: toAttributes(listAt(event, 'attributes')),
    })),
    links: listAt(span, 'links').map((link) => ({
      traceId: toHex(valueAt(link, 'traceId')),
      spanId: toHex(valueAt(link, 'spanId')),
    })),
  };
}

/** Ids are bytes in protobuf and hex in JSON. */
function toHex(id: unknown): string {
  if (id instanceof Uint8Array) return Buffer.from(id).toString('hex');
  return typeof id === 'string' ? id.toLowerCase() : '';
}

function toNanos(time: unknown): bigint {
  return typeof time === 'string' || typeof time === 'number' ? BigInt(time) : 0n;
}

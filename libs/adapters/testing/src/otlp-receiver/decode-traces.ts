import protobuf from 'protobufjs';
import { isJsonObject, listAt, numberAt, objectAt, textAt, valueAt } from '../json/json.js';

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

// The part of opentelemetry/proto/collector/trace/v1 and what it refers to that a ReceivedSpan is made of.
const { root } = protobuf.parse(`
  syntax = "proto3";
  message Request { repeated ResourceSpans resource_spans = 1; }
  message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
  message Resource { repeated KeyValue attributes = 1; }
  message ScopeSpans { repeated Span spans = 2; }
  message Span {
    bytes trace_id = 1;
    bytes span_id = 2;
    bytes parent_span_id = 4;
    string name = 5;
    int32 kind = 6;
    fixed64 start_time_unix_nano = 7;
    fixed64 end_time_unix_nano = 8;
    repeated KeyValue attributes = 9;
    repeated Event events = 11;
    repeated Link links = 13;
    Status status = 15;
  }
  message Event { string name = 2; repeated KeyValue attributes = 3; }
  message Link { bytes trace_id = 1; bytes span_id = 2; }
  message Status { string message = 2; int32 code = 3; }
  message KeyValue { string key = 1; AnyValue value = 2; }
  message AnyValue {
    oneof value {
      string string_value = 1;
      bool bool_value = 2;
      int64 int_value = 3;
      double double_value = 4;
      List array_value = 5;
      Map kvlist_value = 6;
      bytes bytes_value = 7;
    }
  }
  message List { repeated AnyValue values = 1; }
  message Map { repeated KeyValue values = 1; }
`);
const requestType = root.lookupType('Request');

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

function toAttributes(pairs: readonly unknown[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(pairs.map((pair) => [textAt(pair, 'key'), toValue(valueAt(pair, 'value'))]));
}

function toValue(any: unknown): unknown {
  const [[kind, value] = []] = Object.entries(objectAt(any));
  if (kind === 'intValue') return Number(value);
  if (kind === 'arrayValue') return listAt(value, 'values').map(toValue);
  if (kind === 'kvlistValue') return toAttributes(listAt(value, 'values'));
  return isJsonObject(value) ? undefined : value;
}

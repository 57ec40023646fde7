import protobuf from 'protobufjs';
import { isJsonObject, listAt, objectAt, textAt, valueAt } from '../json/json.js';

/** The parts of opentelemetry/proto (collector/trace/v1, collector/metrics/v1 and what they refer to) that are read here. */
export const { root: otlpProto } = protobuf.parse(`
  syntax = "proto3";
  message TracesRequest { repeated ResourceSpans resource_spans = 1; }
  message MetricsRequest { repeated ResourceMetrics resource_metrics = 1; }
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
  message ResourceMetrics { Resource resource = 1; repeated ScopeMetrics scope_metrics = 2; }
  message ScopeMetrics { repeated Metric metrics = 2; }
  message Metric {
    string name = 1;
    oneof data {
      Gauge gauge = 5;
      Sum sum = 7;
      Histogram histogram = 9;
    }
  }
  message Gauge { repeated NumberPoint data_points = 1; }
  message Sum { repeated NumberPoint data_points = 1; int32 aggregation_temporality = 2; bool is_monotonic = 3; }
  message Histogram { repeated HistogramPoint data_points = 1; int32 aggregation_temporality = 2; }
  message NumberPoint {
    oneof value {
      double as_double = 4;
      sfixed64 as_int = 6;
    }
    repeated KeyValue attributes = 7;
  }
  message HistogramPoint {
    fixed64 count = 4;
    double sum = 5;
    repeated fixed64 bucket_counts = 6;
    repeated double explicit_bounds = 7;
    repeated KeyValue attributes = 9;
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

/** Attributes by name, their values as JSON has them. */
export function toAttributes(pairs: readonly unknown[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(pairs.map((pair) => [textAt(pair, 'key'), toValue(valueAt(pair, 'value'))]));
}

function toValue(any: unknown): unknown {
  const [[kind, value] = []] = Object.entries(objectAt(any));
  if (kind === 'intValue') return Number(value);
  if (kind === 'arrayValue') return listAt(value, 'values').map(toValue);
  if (kind === 'kvlistValue') return toAttributes(listAt(value, 'values'));
  return isJsonObject(value) ? undefined : value;
}

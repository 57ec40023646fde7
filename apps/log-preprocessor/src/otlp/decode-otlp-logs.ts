import protobuf from 'protobufjs';

// The part of opentelemetry/proto/collector/logs/v1 and what it refers to that a log is made of.
const { root } = protobuf.parse(`
  syntax = "proto3";
  message Request { repeated ResourceLogs resource_logs = 1; }
  message ResourceLogs { Resource resource = 1; repeated ScopeLogs scope_logs = 2; }
  message Resource { repeated KeyValue attributes = 1; }
  message ScopeLogs { repeated LogRecord log_records = 2; }
  message LogRecord {
    fixed64 time_unix_nano = 1;
    int32 severity_number = 2;
    string severity_text = 3;
    AnyValue body = 5;
    repeated KeyValue attributes = 6;
    bytes trace_id = 9;
    bytes span_id = 10;
    fixed64 observed_time_unix_nano = 11;
  }
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

/** An ExportLogsServiceRequest in protobuf, in the form it has in JSON, but for ids, which are bytes. Throws if it is none. */
export function decodeOtlpLogs(body: Uint8Array): unknown {
  return requestType.toObject(requestType.decode(body), { longs: String });
}

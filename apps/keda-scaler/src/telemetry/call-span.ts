import { type Metadata, status } from '@grpc/grpc-js';
import {
  context,
  propagation,
  SpanKind,
  SpanStatusCode,
  type TextMapGetter,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import type { AnsweredCall } from './call-recorder.js';

/** Makes the span of an answered call. */
export type RecordCallSpan = (call: AnsweredCall, code: status, elapsedMillis: number) => void;

const fromMetadata: TextMapGetter<Metadata> = {
  keys: (metadata) => Object.keys(metadata.getMap()),
  get: (metadata, key) => metadata.get(key).map(String),
};

/**
 * Makes the SERVER span of an answered call. Its parent is the caller's span; a caller without one continues the trace in which
 * the value was heard, so that one trace leads from Datadog's answer to KEDA. In both cases the span links to the value's.
 */
export function createCallSpans(tracer: Tracer, nowMillis: () => number): RecordCallSpan {
  return (call, code, elapsedMillis) => {
    const origin = call.answered.reading?.origin;
    const caller = trace.getSpanContext(propagation.extract(context.active(), call.metadata, fromMetadata));
    const parent = caller ?? origin;
    const endMillis = nowMillis();
    const span = tracer.startSpan(
      `externalscaler.ExternalScaler/${call.method}`,
      {
        kind: SpanKind.SERVER,
        startTime: endMillis - elapsedMillis,
        links: origin === undefined ? [] : [{ context: origin }],
        attributes: toAttributes(call, code),
      },
      parent === undefined ? context.active() : trace.setSpanContext(context.active(), parent),
    );
    // a trigger that is wrong is no error of this service
    if (code !== status.OK && code !== status.INVALID_ARGUMENT) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(endMillis);
  };
}

function toAttributes({ answered, method }: AnsweredCall, code: status): Record<string, number | string> {
  const { reading, reply, trigger } = answered;
  return {
    'rpc.system': 'grpc',
    'rpc.service': 'externalscaler.ExternalScaler',
    'rpc.method': method,
    'rpc.grpc.status_code': code,
    ...(trigger !== undefined && {
      'k8s.namespace.name': trigger.namespace,
      'dogwatch.scaled_object.name': trigger.name,
    }),
    ...(reading?.ageSeconds !== undefined && { 'dogwatch.metric.age_seconds': reading.ageSeconds }),
    ...(!reply.ok && { 'error.type': reply.reason }),
  };
}

import {
  type Attributes,
  context,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  type TextMapGetter,
  type TextMapSetter,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { headers as createHeaders, type MsgHdrs } from '@nats-io/transport-node';

/** The subject of a message: the template names the span, the concrete one is an attribute. */
export interface TracedSubject {
  readonly template: string;
  readonly subject: string;
}

/** What a span says was done (`messaging.operation.name` of the OpenTelemetry conventions). */
export type MessageOperation = 'publish' | 'request' | 'process';

const setter: TextMapSetter<MsgHdrs> = { set: (carrier, key, value) => carrier.set(key, value) };
const getter: TextMapGetter<MsgHdrs | undefined> = {
  keys: (carrier) => carrier?.keys() ?? [],
  get: (carrier, key) => carrier?.get(key) || undefined,
};

/** The tracer of this library. */
export function natsTracer(): Tracer {
  return trace.getTracer('@dogwatch/nats');
}

/** Headers with the active trace context (`traceparent`, `tracestate`), added to those given; undefined when there is nothing to say. */
export function injectTrace(given?: MsgHdrs): MsgHdrs | undefined {
  const headers = given ?? createHeaders();
  propagation.inject(context.active(), headers, setter);
  return headers.keys().length === 0 ? undefined : headers;
}

/** Runs `send` inside a PRODUCER span, with headers that continue its trace; the span ends with the result. */
export function traceProducer<T>(
  operation: MessageOperation,
  target: TracedSubject,
  send: (headers: MsgHdrs | undefined) => T,
): T {
  const attributes = describe(operation, 'send', target);
  const span = natsTracer().startSpan(`${operation} ${target.template}`, { kind: SpanKind.PRODUCER, attributes });
  return context.with(trace.setSpan(context.active(), span), () => endSpanWith(span, () => send(injectTrace())));
}

/** Runs `handle` inside a CONSUMER span that continues the trace of the headers; the span ends with the result. */
export function traceConsumer<T>(target: TracedSubject, headers: MsgHdrs | undefined, handle: () => T): T {
  // what the context says of the process stays (whose spans these are); only the trace is the sender's
  const parent = propagation.extract(trace.deleteSpan(context.active()), headers, getter);
  const attributes = describe('process', 'process', target);
  const span = natsTracer().startSpan(`process ${target.template}`, { kind: SpanKind.CONSUMER, attributes }, parent);
  return context.with(trace.setSpan(parent, span), () => endSpanWith(span, handle));
}

function describe(
  operation: MessageOperation,
  type: 'send' | 'process',
  { template, subject }: TracedSubject,
): Attributes {
  return {
    'messaging.system': 'nats',
    'messaging.operation.name': operation,
    'messaging.operation.type': type,
    'messaging.destination.name': subject,
    'messaging.destination.template': template,
  };
}

function endSpanWith<T>(span: Span, run: () => T): T {
  try {
    const result = run();
    if (result instanceof Promise) {
      result.then(
        (value) => endSpan(span, value),
        (error: unknown) => failSpan(span, error),
      );
    } else endSpan(span, result);
    return result;
  } catch (error) {
    failSpan(span, error);
    throw error;
  }
}

/** Ends the span; a refusal (`ok: false`) makes it an error of that type. */
function endSpan(span: Span, result: unknown): void {
  if (typeof result === 'object' && result !== null && 'ok' in result && result.ok === false) {
    const { reason, message } = { reason: 'unknown', message: '', ...result };
    span.setAttribute('error.type', reason);
    span.setStatus({ code: SpanStatusCode.ERROR, message });
  }
  span.end();
}

function failSpan(span: Span, error: unknown): void {
  if (error instanceof Error) span.recordException(error);
  span.setAttribute('error.type', error instanceof Error ? error.name : 'unknown');
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}

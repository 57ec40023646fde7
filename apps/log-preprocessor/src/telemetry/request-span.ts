import { context, propagation, SpanKind, SpanStatusCode, trace, type Tracer } from '@opentelemetry/api';
import type { ResponderOptions } from '../http/respond.js';

/** Runs requests of the intake in SERVER spans; the parent is the sender's, if it traces. */
export function createRequestSpans(tracer: Tracer): NonNullable<ResponderOptions['inSpan']> {
  return async (request, path, work) => {
    const parent = propagation.extract(context.active(), request.headers);
    const attributes = { 'http.request.method': 'POST', 'url.path': path };
    const span = tracer.startSpan(`POST ${path}`, { kind: SpanKind.SERVER, attributes }, parent);
    try {
      const result = await context.with(trace.setSpan(parent, span), work);
      span.setAttribute('http.response.status_code', result.status);
      if (result.status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      return result;
    } finally {
      span.end();
    }
  };
}

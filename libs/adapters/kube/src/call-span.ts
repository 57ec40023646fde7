import { context, propagation, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { KubeFailure } from './kube-result.js';

/** The span of one call, and the headers that carry it to the server. */
export interface CallSpan {
  readonly headers: Readonly<Record<string, string>>;
  end(outcome: { readonly status?: number; readonly failure?: KubeFailure }): void;
}

/** Starts the CLIENT span of a call. `name` is a template: method, plural, sub-resource. */
export function startCallSpan(name: string, method: string, server: URL): CallSpan {
  const span: Span = trace.getTracer('@dogwatch/kube').startSpan(name, {
    kind: SpanKind.CLIENT,
    attributes: {
      'http.request.method': method,
      'server.address': server.hostname,
      'server.port': Number(server.port || (server.protocol === 'http:' ? 80 : 443)),
    },
  });
  const headers: Record<string, string> = {};
  propagation.inject(trace.setSpan(context.active(), span), headers);
  return {
    headers,
    end: ({ status, failure }) => {
      if (status !== undefined) span.setAttribute('http.response.status_code', status);
      if (failure !== undefined) {
        span.setAttribute('error.type', failure.reason);
        span.setStatus({ code: SpanStatusCode.ERROR, message: failure.message });
      }
      span.end();
    },
  };
}

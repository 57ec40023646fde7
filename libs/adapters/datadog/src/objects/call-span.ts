import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { DatadogEndpoint } from '../endpoint.js';
import type { ObjectCall } from './datadog-objects.js';
import type { Exchanged } from './exchange-object.js';

/** Runs one attempt in a CLIENT span named by its endpoint; it tells neither ids nor bodies. */
export async function inCallSpan(
  { method, endpoint }: ObjectCall,
  { name, baseUrl }: DatadogEndpoint,
  work: () => Promise<Exchanged>,
): Promise<Exchanged> {
  const host = URL.canParse(baseUrl) ? { 'server.address': new URL(baseUrl).hostname } : {};
  const attributes = { 'http.request.method': method, 'datadog.endpoint': name, ...host };
  const tracer = trace.getTracer('@dogwatch/datadog');
  return tracer.startActiveSpan(endpoint, { kind: SpanKind.CLIENT, attributes }, async (span) => {
    const end = await work();
    const { status } = end.answer;
    if (status !== 0) span.setAttribute('http.response.status_code', status);
    if (status < 200 || status >= 400) {
      span.setAttribute('error.type', status === 0 ? 'NoAnswer' : String(status));
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end();
    return end;
  });
}

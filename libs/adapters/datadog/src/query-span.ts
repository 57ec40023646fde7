import { context, propagation, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { AttemptEnd } from './attempt.js';
import type { DatadogEndpoint } from './endpoint.js';
import { queryPath } from './query-path.js';

/** What a span tells of a call; never its keys or queries. */
export interface SpanFacts {
  readonly endpoint: DatadogEndpoint;
  readonly queryCount: number;
  /** 0 for the first attempt. */
  readonly resendCount: number;
}

/** Runs one HTTP attempt in a CLIENT span; the work gets the trace headers of that span. */
export async function inQuerySpan(
  facts: SpanFacts,
  work: (traceHeaders: Record<string, string>) => Promise<AttemptEnd>,
): Promise<AttemptEnd> {
  const options = { kind: SpanKind.CLIENT, attributes: toAttributes(facts) };
  const tracer = trace.getTracer('@dogwatch/datadog');
  return tracer.startActiveSpan(`GET ${queryPath}`, options, async (span) => {
    const headers: Record<string, string> = {};
    propagation.inject(context.active(), headers);
    const end = await work(headers);
    recordEnd(span, end);
    span.end();
    return end;
  });
}

function toAttributes({ endpoint, queryCount, resendCount }: SpanFacts): Record<string, string | number> {
  const url = URL.canParse(endpoint.baseUrl) ? new URL(endpoint.baseUrl) : undefined;
  return {
    'http.request.method': 'GET',
    'url.path': queryPath,
    'datadog.endpoint': endpoint.name,
    'datadog.queries': queryCount,
    ...(resendCount === 0 ? {} : { 'http.request.resend_count': resendCount }),
    ...(url === undefined ? {} : { 'server.address': url.hostname, 'url.scheme': url.protocol.slice(0, -1) }),
    ...(url === undefined || url.port === '' ? {} : { 'server.port': Number(url.port) }),
  };
}

function recordEnd(span: Span, end: AttemptEnd): void {
  if (end.httpStatus !== undefined) span.setAttribute('http.response.status_code', end.httpStatus);
  if (end.ok) return;
  span.setAttribute('error.type', end.detail ?? end.reason);
  span.setStatus({ code: SpanStatusCode.ERROR, message: end.message });
}

import { context, propagation, SpanKind, SpanStatusCode, trace, type Tracer } from '@opentelemetry/api';
import type { ApiRequest, HandledRequest } from '../http/handle-request.js';
import { toMetricPath } from '../http/routes.js';

/** Records a request that has been answered; it came in at `startMillis` of `performance.now()`. */
export type RecordRequestSpan = (
  request: ApiRequest,
  handled: HandledRequest,
  code: number,
  startMillis: number,
) => void;

/**
 * Makes the SERVER span of an answered request. Its parent is the caller's span; a caller without one continues the trace in
 * which the value came into being, so that one trace leads from Datadog's answer to the autoscaler. In both cases the span
 * links to the value's.
 */
export function createSpanRecorder(tracer: Tracer): RecordRequestSpan {
  return (request, handled, code, startMillis) => {
    const { served, target } = handled;
    const caller = trace.getSpanContext(propagation.extract(context.active(), request.headers));
    const parent = caller ?? served?.origin;
    const parentContext = parent === undefined ? context.active() : trace.setSpanContext(context.active(), parent);
    const endMillis = Date.now();
    const span = tracer.startSpan(
      target?.metric === undefined ? request.method : `${request.method} externalmetrics`,
      {
        kind: SpanKind.SERVER,
        startTime: endMillis - (performance.now() - startMillis),
        links: served?.origin === undefined ? [] : [{ context: served.origin }],
        attributes: toAttributes(request, handled, code),
      },
      parentContext,
    );
    if (code >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(endMillis);
  };
}

function toAttributes(
  request: ApiRequest,
  { target, served }: HandledRequest,
  code: number,
): Record<string, number | string> {
  const path = target === undefined ? undefined : toMetricPath(target.info);
  return {
    'http.request.method': request.method,
    'http.response.status_code': code,
    'url.path': target?.info.path ?? '',
    ...(path !== undefined && { 'k8s.namespace.name': path.namespace, 'dogwatch.metric.name': path.resource }),
    ...(served?.ageSeconds !== undefined && { 'dogwatch.metric.age_seconds': served.ageSeconds }),
  };
}

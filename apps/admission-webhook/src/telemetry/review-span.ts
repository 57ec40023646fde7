import type { IncomingHttpHeaders } from 'node:http';
import { context, propagation, SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import type { ReviewAnswer, ReviewRequest } from '../review/admission-review.js';

/** Records a review that has been answered. */
export type RecordReviewSpan = (review: {
  readonly headers: IncomingHttpHeaders;
  /** Path of the request, without its query. */
  readonly path: string;
  readonly request: ReviewRequest;
  readonly answer: ReviewAnswer;
  /** When the request came in, by `performance.now()`. */
  readonly startMillis: number;
}) => void;

/** Makes the SERVER span of an answered review; its parent is that of the API server, if it traces. */
export function createSpanRecorder(tracer: Tracer): RecordReviewSpan {
  return ({ headers, path, request, answer, startMillis }) => {
    const endMillis = Date.now();
    const span = tracer.startSpan(
      `POST ${path}`,
      {
        kind: SpanKind.SERVER,
        startTime: endMillis - (performance.now() - startMillis),
        attributes: {
          'http.request.method': 'POST',
          'http.response.status_code': 200,
          'url.path': path,
          'k8s.namespace.name': request.namespace,
          'dogwatch.admission.uid': request.uid,
          'dogwatch.admission.changed': answer.patch !== undefined,
        },
      },
      propagation.extract(context.active(), headers),
    );
    if (answer.problem !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: answer.problem });
    span.end(endMillis);
  };
}

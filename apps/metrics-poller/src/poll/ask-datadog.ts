import type { DatadogClient, MetricsRequest } from '@dogwatch/datadog';
import { type BatchAnswer, parseSeriesAnswer, type RateLimit } from '@dogwatch/scaling';

/** What came back: an outcome for each query or a failure of the whole, and what the HTTP exchange was. */
export interface Reply {
  readonly answer: BatchAnswer;
  /** Absent when there was no answer at all. */
  readonly httpStatus: number | undefined;
  /** Name of the endpoint that answered, or that failed first. */
  readonly endpoint: string | undefined;
  /** What a 2xx answer held, parsed from JSON, for `readWholeSeries`. */
  readonly body?: unknown;
  readonly rateLimit?: RateLimit | undefined;
}

/** A question and whose keys it is asked with. */
export interface OrgQuestion extends MetricsRequest {
  readonly org: string;
}

/** Asks and reads the answer. Never throws. */
export async function askDatadog(client: DatadogClient, question: MetricsRequest): Promise<Reply> {
  const answer = await client.queryMetrics(question);
  const { httpStatus, endpoint, rateLimit } = answer;
  const exchange = { httpStatus, endpoint, rateLimit };
  if (answer.ok) {
    const { body } = answer;
    return { answer: parseSeriesAnswer(body, question.queries), body, ...exchange };
  }
  const { reason, message, detail } = answer;
  return { answer: { ok: false, reason, message, tooLarge: detail === 'BodyTooLarge' }, ...exchange };
}

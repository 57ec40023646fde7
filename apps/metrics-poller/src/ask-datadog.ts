import type { DatadogClient, MetricsRequest } from '@dogwatch/datadog';
import { type BatchAnswer, parseSeriesAnswer } from '@dogwatch/scaling';

/** What came back: an outcome for each query or a failure of the whole, and what the HTTP exchange was. */
export interface Reply {
  readonly answer: BatchAnswer;
  /** Absent when there was no answer at all. */
  readonly httpStatus: number | undefined;
  /** Name of the endpoint that answered, or that failed first. */
  readonly endpoint: string | undefined;
}

/** Asks and reads the answer. Never throws. */
export async function askDatadog(client: DatadogClient, question: MetricsRequest): Promise<Reply> {
  const answer = await client.queryMetrics(question);
  const { httpStatus, endpoint } = answer;
  if (answer.ok) return { answer: parseSeriesAnswer(answer.body, question.queries), httpStatus, endpoint };
  const { reason, message, detail } = answer;
  return { answer: { ok: false, reason, message, tooLarge: detail === 'BodyTooLarge' }, httpStatus, endpoint };
}

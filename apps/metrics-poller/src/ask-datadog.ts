import type { DatadogClient, DatadogReason } from '@dogwatch/datadog';
import { type BatchAnswer, failure, parseSeriesAnswer, type ScalingReason } from '@dogwatch/scaling';

/** One question to Datadog: some queries over one window. */
export interface Question {
  readonly queries: readonly string[];
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly signal?: AbortSignal;
}

/** What came back: an outcome for each query or a failure of the whole, and what the HTTP exchange was. */
export interface Reply {
  readonly answer: BatchAnswer;
  /** Absent when there was no answer at all. */
  readonly httpStatus: number | undefined;
  /** Name of the endpoint that answered. */
  readonly endpoint: string | undefined;
}

/** What a failed call says about the metrics that were asked for. Everything that is not Datadog's verdict counts as its failure. */
const toScalingReason: Readonly<Record<DatadogReason, ScalingReason>> = {
  Aborted: 'ServerError',
  BodyTooLarge: 'InvalidAnswer',
  BudgetExhausted: 'RateLimited',
  InvalidBody: 'InvalidAnswer',
  NoCredentials: 'CredentialsRefused',
  RateLimited: 'RateLimited',
  Rejected: 'RequestRefused',
  ServerError: 'ServerError',
  Timeout: 'ServerError',
  Unauthorized: 'CredentialsRefused',
  Unprocessable: 'UnprocessableQuery',
  Unreachable: 'ServerError',
};

/** Asks and reads the answer. Never throws. */
export async function askDatadog(client: DatadogClient, question: Question): Promise<Reply> {
  const answer = await client.queryMetrics(question);
  const { httpStatus, endpoint } = answer;
  if (answer.ok) return { answer: parseSeriesAnswer(answer.body, question.queries), httpStatus, endpoint };
  return { answer: failure(toScalingReason[answer.reason], answer.message), httpStatus, endpoint };
}

import { STATUS_CODES } from 'node:http';
import type { LogReason, LogRefusal } from '../reasons.js';

/** A whole answer of the intake. */
export interface LogAnswer {
  readonly status: number;
  readonly body: string | Buffer;
  readonly contentType: string;
  readonly retryAfterSeconds?: number;
}

/** How an API says yes and no. */
export interface AnswerForm {
  readonly success: LogAnswer;
  readonly error: (status: number, refusal: LogRefusal) => LogAnswer;
}

const json = 'application/json';

const statuses: Readonly<Partial<Record<LogReason, number>>> = {
  BadBody: 400,
  BodyTooLarge: 413,
  Busy: 429,
  KeyMissing: 401,
  KeyRefused: 403,
  NoPipelines: 503,
  QueueAway: 503,
  QueueFull: 429,
  SinkAway: 503,
  SinkRefused: 400,
  TooManyLogs: 413,
};

/** The status of a refusal. */
export function statusOf({ reason }: LogRefusal): number {
  return statuses[reason] ?? 500;
}

/** `/api/v2/logs`. */
export const v2Form: AnswerForm = {
  success: { status: 202, body: '{}', contentType: json },
  error: (status, { reason, message }) =>
    toJson(status, {
      errors: [{ status: String(status), title: STATUS_CODES[status], detail: `${reason}: ${message}` }],
    }),
};

/** `/v1/input`. */
export const v1Form: AnswerForm = {
  success: { status: 200, body: '{}', contentType: json },
  error: (status, { reason, message }) => toJson(status, { code: status, message: `${reason}: ${message}` }),
};

/** A refusal as an answer. */
export function answerRefusal(form: AnswerForm, refusal: LogRefusal): LogAnswer {
  const { retryAfterSeconds } = refusal;
  return { ...form.error(statusOf(refusal), refusal), ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
}

function toJson(status: number, body: unknown): LogAnswer {
  return { status, body: JSON.stringify(body), contentType: json };
}

import {
  type BatchAnswer,
  type Failure,
  parseSeriesAnswer,
  type PollOutcome,
  requestStatus,
  toHttpFailure,
} from '@dogwatch/scaling';
import { compareJson } from '../../compare.ts';
import { codeOfReason } from './codes.ts';
import { defaultNowSeconds, expectation, type GroupRunner, type Json } from './vector.ts';

interface Http {
  readonly status: number;
  readonly body?: unknown;
  readonly rawBody?: string;
}

export const run: GroupRunner = (vector) => {
  const {
    http,
    now = defaultNowSeconds,
    queries,
  } = vector.input as unknown as {
    http: Http;
    now?: number;
    queries: readonly string[];
  };
  const answer = read(http, queries);
  const expected = expectation(vector);
  if (!answer.ok) return compareJson(expected, { batchError: describe(answer, expected) });
  const points = queries.map((query, index) => [query, point(answer.outcomes[index], now)]);
  return compareJson(withTimes(expected, now), { points: Object.fromEntries(points) }, { subset: true });
};

function read({ body, rawBody, status }: Http, queries: readonly string[]): BatchAnswer {
  if (status < 200 || status > 299) return toHttpFailure({ httpStatus: status, body });
  if (rawBody === undefined) return parseSeriesAnswer(body, queries);
  try {
    return parseSeriesAnswer(rawBody === '' ? undefined : JSON.parse(rawBody), queries);
  } catch {
    return { ok: false, reason: 'InvalidAnswer', message: 'the body is not JSON' };
  }
}

function describe({ message, reason }: Failure, expected: Json): Json {
  const wanted = expected['batchError'] as Json | undefined;
  return { class: requestStatus(reason), ...(wanted?.['message'] === undefined ? {} : { message }) };
}

function point(outcome: PollOutcome | undefined, now: number): Json {
  if (outcome === undefined) return {};
  if (!outcome.ok)
    return { valid: false, error: codeOfReason[outcome.reason], timestamp: now, points: outcome.pointCount ?? 0 };
  return {
    valid: true,
    value: outcome.value,
    timestamp: outcome.dataTimeSeconds,
    points: outcome.pointCount,
  };
}

/** The word `now` as a time. */
function withTimes(expected: Json, now: number): Json {
  return JSON.parse(JSON.stringify(expected), (key, value: unknown) =>
    key === 'timestamp' && value === 'now' ? now : value,
  );
}

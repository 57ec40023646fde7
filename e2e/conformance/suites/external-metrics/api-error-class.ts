import { isRetriedAtOnce, requestStatus, toHttpFailure, toNetworkFailure } from '@dogwatch/scaling';
import { compareJson } from '../../compare.ts';
import { expectation, type GroupRunner, recommendation, text } from './vector.ts';

interface Http {
  readonly status: number;
  readonly statusText: string;
  readonly rawBody: string;
  readonly networkError?: string;
}

export const run: GroupRunner = (vector) => {
  const { networkError, rawBody, status, statusText } = vector.input['http'] as Http;
  const failed =
    networkError === undefined
      ? toHttpFailure({ httpStatus: status, statusText, body: parse(rawBody) })
      : toNetworkFailure(networkError);
  const { message, ...expected } = expectation(vector);
  const beginning = text(message);
  const isMessageFree = recommendation(vector) !== undefined;
  if (!isMessageFree && !failed.message.startsWith(beginning))
    return { ok: false, diff: `message: expected "${beginning}...", got "${failed.message}"` };
  return compareJson(expected, {
    class: requestStatus(failed.reason),
    retriedWithin3s: isRetriedAtOnce(failed.reason),
  });
};

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

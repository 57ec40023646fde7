/** What to do with logs whose time lies outside the window that Datadog indexes. */
export type EventTimePolicy = 'accept' | 'clamp' | 'reject';

/** Why a log was late or early. */
export type EventTimeProblem = 'TooOld' | 'TooFarAhead';

/** What becomes of a log because of its time. */
export type EventTimeVerdict =
  | { readonly keep: true; readonly timestampMillis: number; readonly problem: EventTimeProblem | undefined }
  | { readonly keep: false; readonly problem: EventTimeProblem };

/** How old a log may be for Datadog to index it. */
export const maxAgeMillis = 18 * 3_600_000;

/** How far ahead a log may be for Datadog to index it. */
export const maxAheadMillis = 2 * 3_600_000;

/**
 * Judges the time of a log by that of its arrival, both in milliseconds since 1970: inside the window, borders included,
 * it stays; outside it is accepted as it is, set to the nearest border, or refused. A log without a time has that of its arrival.
 */
export function judgeEventTime(
  timestampMillis: number | undefined,
  arrivalMillis: number,
  policy: EventTimePolicy,
): EventTimeVerdict {
  const time = timestampMillis ?? arrivalMillis;
  const earliest = arrivalMillis - maxAgeMillis;
  const latest = arrivalMillis + maxAheadMillis;
  if (time >= earliest && time <= latest) return { keep: true, timestampMillis: time, problem: undefined };
  const problem = time < earliest ? 'TooOld' : 'TooFarAhead';
  if (policy === 'reject') return { keep: false, problem };
  const border = time < earliest ? earliest : latest;
  return { keep: true, timestampMillis: policy === 'clamp' ? border : time, problem };
}

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PollOutcome } from './poll-outcome.js';
import { parseSeriesAnswer } from './series-answer.js';

const series = (values: readonly unknown[], index?: unknown): Record<string, unknown> => ({
  pointlist: values.map((value, at) => [1_700_000_000_000 + at * 60_000, value]),
  ...(index === undefined ? {} : { query_index: index }),
});

function outcomes(body: unknown, queries: readonly string[] = ['q']): readonly PollOutcome[] {
  const answer = parseSeriesAnswer(body, queries);
  if (!answer.ok) throw new Error(answer.message);
  return answer.outcomes;
}

describe('an answer', () => {
  test('gives each query its own series, whatever the order', () => {
    const body = { status: 'ok', series: [series([1, 2], 1), series([3, 4], 0)] };
    expect(outcomes(body, ['a', 'b'])).toMatchObject([
      { ok: true, value: 3, dataTimeSeconds: 1_700_000_000, pointCount: 2 },
      { ok: true, value: 1 },
    ]);
  });

  test('carries the last ten points', () => {
    const [outcome] = outcomes({ series: [series(Array.from({ length: 25 }, (_, index) => index))] });
    expect(outcome).toMatchObject({ ok: true, value: 23, pointCount: 25 });
    expect(outcome?.ok && outcome.points.map(({ value }) => value)).toEqual([15, 16, 17, 18, 19, 20, 21, 22, 23, 24]);
  });

  test.each([undefined, null, '', {}, { series: [] }])('%j holds no series', (body) => {
    expect(outcomes(body, ['a', 'b'])).toMatchObject([{ reason: 'NoSeries' }, { reason: 'NoSeries' }]);
  });

  test('with several series for one query hurts no other', () => {
    const body = { series: [series([1], 0), series([2], 0), series([3], 1)] };
    const [first, second] = outcomes(body, ['sum:m{*} by {host}', 'b']);
    expect(first).toMatchObject({ reason: 'MultipleSeries', message: expect.stringContaining('sum:m{*} by {host}') });
    expect(second).toMatchObject({ ok: true, value: 3 });
  });

  test('with very many series for one query is read in the time its length asks for', () => {
    const body = { series: Array.from({ length: 200_000 }, () => series([1], 0)) };
    expect(outcomes(body)).toMatchObject([
      { reason: 'MultipleSeries', message: expect.stringMatching(/^200000 series/) },
    ]);
  });

  test.each([undefined, -1, 2, 0.5, '0', null])('whose series names the query %j is not trusted at all', (index) => {
    const body = { series: [series([1], 0), { ...series([2]), query_index: index }] };
    expect(outcomes(body, ['a', 'b'])).toMatchObject([{ reason: 'ResponseMismatch' }, { reason: 'ResponseMismatch' }]);
  });

  test('with status error is a refusal in one line', () => {
    const body = { status: 'error', error: 'Rule failed\n  at  x', series: [series([1])] };
    expect(parseSeriesAnswer(body, ['q'])).toEqual({ ok: false, reason: 'QueryRejected', message: 'Rule failed at x' });
    expect(parseSeriesAnswer({ status: 'error' }, ['q'])).toMatchObject({ ok: false, reason: 'QueryRejected' });
  });

  test.each([[[1]], 'text', 7, { series: 'x' }, { series: {} }])('that is none is refused: %j', (body) => {
    expect(parseSeriesAnswer(body, ['q'])).toMatchObject({ ok: false, reason: 'InvalidAnswer' });
  });

  test.each([
    [[['x', 1]]],
    [[null]],
    [[[Number.MAX_VALUE, 1]]],
    [[[-1e15, 1]]],
    [[[0, 'x']]],
    [[[0, Number.POSITIVE_INFINITY]]],
    ['points'],
    [undefined],
  ])('has no value in broken points: %j', (pointlist) => {
    expect(outcomes({ series: [{ pointlist }] })).toMatchObject([{ reason: 'OnlyNulls' }]);
  });

  test('of any shape gives an outcome for each query or a failure', () => {
    const json = fc.jsonValue();
    const body = fc.oneof(json, fc.record({ series: fc.array(fc.oneof(json, fc.record({ pointlist: json }))) }));
    fc.assert(
      fc.property(body, (body) => {
        const answer = parseSeriesAnswer(body, ['a']);
        expect(answer.ok ? answer.outcomes.length : answer.message.length).toBeGreaterThan(0);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyBatchAnswer, type BatchRun, nextRequest, startBatchRun } from './batch-run.js';
import type { BatchAnswer, PollOutcome } from './poll-outcome.js';
import { failure } from './reasons.js';

const good: PollOutcome = { ok: true, value: 1, dataTimeSeconds: 1, points: [], pointCount: 1 };
const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `q${index}`);

function run(
  queries: readonly string[],
  answer: (asked: readonly string[]) => BatchAnswer,
  maxCalls?: number,
): BatchRun {
  let state = startBatchRun(queries, maxCalls);
  for (let asked = nextRequest(state); asked !== undefined; asked = nextRequest(state))
    state = applyBatchAnswer(state, answer(asked));
  return state;
}

/** Datadog as it behaves: one bad query makes it refuse the whole request. */
function refusing(...culprits: readonly string[]): (asked: readonly string[]) => BatchAnswer {
  return (asked) => {
    const bad = asked.filter((query) => culprits.includes(query));
    return bad.length > 0
      ? failure('RequestRefused', `cannot parse ${bad.join()}`)
      : { ok: true, outcomes: asked.map(() => good) };
  };
}

function failed({ outcomes }: BatchRun): string[] {
  return [...outcomes].flatMap(([query, outcome]) => (outcome.ok ? [] : [query]));
}

describe('a batch', () => {
  test('that is answered takes one request', () => {
    expect(run(names(35), refusing())).toMatchObject({ calls: 1 });
    expect(failed(run(names(35), refusing()))).toEqual([]);
    expect(run([], refusing())).toMatchObject({ calls: 0 });
  });

  test('with one culprit marks only that, with its own message, within 13 requests', () => {
    for (const culprit of names(35)) {
      const state = run(names(35), refusing(culprit));
      expect(failed(state)).toEqual([culprit]);
      expect(state.outcomes.get(culprit)).toMatchObject({ message: `cannot parse ${culprit}` });
      expect(state.calls).toBeLessThanOrEqual(13);
      expect(state.outcomes.size).toBe(35);
    }
  });

  test('marks exactly the culprits, given enough requests', () => {
    const batch = fc
      .integer({ min: 1, max: 35 })
      .chain((count) => fc.tuple(fc.constant(count), fc.subarray(names(count))));
    fc.assert(
      fc.property(batch, ([count, culprits]) => {
        const state = run(names(count), refusing(...culprits), 1000);
        expect(failed(state).sort()).toEqual([...culprits].sort());
        expect(state.outcomes.size).toBe(count);
      }),
    );
  });

  test('whose requests are spent leaves the rest undecided, and still tells what it knows', () => {
    const state = run(names(35), refusing('q3', 'q10', 'q20', 'q34'), 8);
    expect(state.calls).toBe(8);
    expect(state.outcomes.size).toBe(35);
    const reasons = [...state.outcomes.values()].map((outcome) => (outcome.ok ? 'ok' : outcome.reason));
    expect(new Set(reasons)).toEqual(new Set(['CallBudgetSpent', 'RequestRefused', 'ok']));
    expect(state.outcomes.get('q3')).toMatchObject({ reason: 'RequestRefused' });
  });

  test('that Datadog refuses for its size is asked for in parts, and nobody is blamed', () => {
    const state = run(names(20), (asked) =>
      asked.length > 4 ? failure('RequestRefused', '414') : { ok: true, outcomes: asked.map(() => good) },
    );
    expect(failed(state)).toEqual([]);
  });

  test.each(['RateLimited', 'ServerError', 'CredentialsRefused', 'InvalidAnswer'] as const)(
    'stops at %s: it says nothing about the queries',
    (reason) => {
      let calls = 0;
      const state = run(names(8), (asked) => {
        calls += 1;
        return calls === 1 ? refusing('q7')(asked) : failure(reason, 'later');
      });
      expect(state.calls).toBe(2);
      expect([...state.outcomes.values()]).toEqual(names(8).map(() => failure(reason, 'later')));
    },
  );

  test('whose answer is too large to read is halved until the query that makes it so stands alone', () => {
    const tooLarge = { ...failure('InvalidAnswer', 'larger than 32 MiB'), tooLarge: true };
    const state = run(names(35), (asked) =>
      asked.includes('q20') ? tooLarge : { ok: true, outcomes: asked.map(() => good) },
    );
    expect(failed(state)).toEqual(['q20']);
    expect(state.outcomes.get('q20')).toMatchObject({ reason: 'InvalidAnswer', tooLarge: true });
  });

  test('with too few results has no result for the rest', () => {
    const state = run(['a', 'b'], () => ({ ok: true, outcomes: [good] }));
    expect(state.outcomes.get('b')).toMatchObject({ ok: false, reason: 'MissingResult' });
  });

  test('that is done takes no further answer', () => {
    const state = run(['a'], refusing());
    expect(applyBatchAnswer(state, failure('ServerError', 'x'))).toBe(state);
  });
});

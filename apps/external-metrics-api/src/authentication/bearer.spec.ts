import { once } from 'node:events';
import type { TokenReview } from '@dogwatch/kube';
import { describe, expect, test } from 'vitest';
import { createTokenAuthenticator, parseBearer } from './bearer.js';

type Status = TokenReview['status'];

function setUp(answers: (Status | 'failed')[]) {
  const clock = { millis: 0 };
  const waits: number[] = [];
  let calls = 0;
  const authenticate = createTokenAuthenticator({
    nowMillis: () => clock.millis,
    sleep: async (millis) => void waits.push(millis),
    review: async () => {
      calls += 1;
      const status = answers.length > 1 ? answers.shift() : answers[0];
      if (status === 'failed') return { ok: false, message: 'connection refused' };
      return { ok: true, value: { spec: {}, ...(status && { status }) } };
    },
  });
  return { clock, waits, authenticate, calls: () => calls };
}

const good: Status = { authenticated: true, user: { username: 'bob', uid: '', groups: ['devs'] } };

describe('an Authorization header', () => {
  test.each([
    ['Bearer abc', 'abc'],
    ['bearer abc def', 'abc'],
    [' Bearer abc ', 'abc'],
    ['Bearer ', undefined],
    ['Bearer', undefined],
    ['Basic YTpi', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%j holds the token %j', (header, token) => {
    expect(parseBearer(header)).toBe(token);
  });
});

describe('a token', () => {
  test('is reviewed once in ten seconds', async () => {
    const { clock, authenticate, calls } = setUp([good]);
    const identity = { user: 'bob', groups: ['devs', 'system:authenticated'], extra: {} };
    await expect(authenticate('t')).resolves.toEqual({ ok: true, identity });
    clock.millis = 9999;
    expect(authenticate('t')).toEqual({ ok: true, identity });
    expect(calls()).toBe(1);
    clock.millis = 10_000;
    await authenticate('t');
    await authenticate('another');
    expect(calls()).toBe(3);
  });

  test.each([
    [{ authenticated: false, error: 'expired' }, 'expired'],
    [{ authenticated: true, user: {} }, 'the API server does not accept the token'],
    [undefined, 'the API server does not accept the token'],
  ])('with the review %j is invalid, and that is remembered too', async (status, message) => {
    const { authenticate, calls } = setUp([status]);
    await expect(authenticate('t')).resolves.toEqual({ ok: false, reason: 'InvalidToken', message });
    expect(authenticate('t')).toMatchObject({ ok: false });
    expect(calls()).toBe(1);
  });

  test('is asked about again when the API server does not answer', async () => {
    const { authenticate, waits } = setUp(['failed', 'failed', good]);
    await expect(authenticate('t')).resolves.toMatchObject({ ok: true });
    expect(waits).toEqual([500, 750]);
  });

  test('is refused well before a caller as KEDA gives up, when the API server hangs', async () => {
    const authenticate = createTokenAuthenticator({
      review: async (_, signal) => {
        await once(signal, 'abort');
        return { ok: false, message: 'aborted' };
      },
      nowMillis: () => 0,
      sleep: () => Promise.resolve(),
    });
    await expect(authenticate('t')).resolves.toMatchObject({ ok: false, reason: 'TokenReviewFailed' });
  }, 5000);

  test('is refused after five failures, which are not remembered', async () => {
    const { authenticate, calls } = setUp(['failed']);
    const failure = { ok: false, reason: 'TokenReviewFailed', message: 'connection refused' };
    await expect(authenticate('t')).resolves.toEqual(failure);
    expect(calls()).toBe(5);
    await expect(authenticate('t')).resolves.toEqual(failure);
    expect(calls()).toBe(10);
  });
});

import { describe, expect, it } from 'vitest';
import { answerToFailure, statusToFailure } from './status-failure.js';

describe('answerToFailure', () => {
  it('takes reason, message and delay from a Status', () => {
    const status = { reason: 'TooManyRequests', message: 'slow down', code: 429, details: { retryAfterSeconds: 2 } };
    expect(answerToFailure(429, JSON.stringify(status))).toEqual({
      ok: false,
      reason: 'TooManyRequests',
      message: 'slow down',
      code: 429,
      retryAfterSeconds: 2,
    });
  });

  it('finds a reason for text of a proxy, and reads its Retry-After', () => {
    expect(answerToFailure(503, 'error trying to reach service', '7')).toEqual({
      ok: false,
      reason: 'ServiceUnavailable',
      message: 'error trying to reach service',
      code: 503,
      retryAfterSeconds: 7,
    });
  });

  it('ignores a Retry-After that is a date', () => {
    expect(answerToFailure(503, '', 'Wed, 21 Oct 2026 07:28:00 GMT')).not.toHaveProperty('retryAfterSeconds');
  });

  it.each([
    [404, 'NotFound'],
    [418, 'Unknown'],
    [500, 'InternalError'],
    [502, 'InternalError'],
  ])('calls an empty %i %s', (code, reason) => {
    expect(answerToFailure(code, '')).toEqual({ ok: false, reason, message: `the API server answered ${code}`, code });
  });

  it('keeps a long page short', () => {
    expect(answerToFailure(502, 'x'.repeat(100_000)).message).toHaveLength(500);
  });
});

describe('statusToFailure', () => {
  it('prefers the code of the Status, as in an ERROR event', () => {
    expect(statusToFailure({ code: 410, reason: 'Expired', message: 'too old resource version' }, 500)).toMatchObject({
      code: 410,
      reason: 'Expired',
    });
  });
});

import { expect, test } from 'vitest';
import { isRetriedAtOnce, requestStatus, toHttpFailure, toNetworkFailure, toQueryRejection } from './api-error.js';
import { isScalingReason } from './reasons.js';

test.each([
  [429, 'RateLimited', 'rate_limit_error', false],
  [422, 'UnprocessableQuery', 'unprocessable_entity_error', false],
  [400, 'RequestRefused', 'other_http_error', false],
  [404, 'RequestRefused', 'other_http_error', false],
  [403, 'CredentialsRefused', 'other_http_error', false],
  [503, 'ServerError', 'server_error', true],
  [302, 'ServerError', 'server_error', true],
])('status %i is %s', (httpStatus, reason, label, retried) => {
  const failed = toHttpFailure({ httpStatus, statusText: 'Text' });
  expect([failed.reason, requestStatus(failed.reason), isRetriedAtOnce(failed.reason)]).toEqual([
    reason,
    label,
    retried,
  ]);
  expect(isScalingReason(failed.reason)).toBe(true);
});

test('the message begins with the status and tells what Datadog says, in one bounded line', () => {
  expect(
    toHttpFailure({ httpStatus: 400, statusText: 'Bad Request', body: { errors: ['a\nb', 1, 'c'] } }).message,
  ).toBe('400 Bad Request: a b; c');
  expect(toHttpFailure({ httpStatus: 400, body: { error: 'x'.repeat(2000) } }).message.length).toBeLessThan(600);
  expect(toHttpFailure({ httpStatus: 400, body: '<html>' }).message).toBe('400');
});

test('the other ends of a request', () => {
  expect(requestStatus(undefined)).toBe('success');
  expect(requestStatus('InvalidAnswer')).toBe('unknown_error');
  expect(requestStatus(toQueryRejection('no').reason)).toBe('response_error');
  expect(toNetworkFailure('ECONNRESET')).toMatchObject({ reason: 'ServerError' });
});

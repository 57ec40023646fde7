import { expect, test } from 'vitest';
import { reactTo } from './react.js';

test('a create without an answer may have succeeded: look before creating again', () => {
  expect(reactTo({ method: 'POST', status: 0, body: 'timed out' })).toMatchObject({
    reason: 'NoAnswer',
    retry: 'look-before-create',
    message: 'timed out',
    errorCondition: false,
  });
  expect(reactTo({ method: 'POST', status: 502 })).toMatchObject({ retry: 'look-before-create' });
  expect(reactTo({ method: 'GET', status: 502 })).toMatchObject({ retry: 'backoff' });
});

test('a refused definition waits for another one; a conflict does not', () => {
  expect(reactTo({ method: 'PUT', status: 400, body: { errors: ['bad'] } })).toMatchObject({
    retry: 'on-spec-change',
    message: 'bad',
  });
  expect(reactTo({ method: 'DELETE', status: 400, body: { errors: ['used by an SLO'] } })).toMatchObject({
    retry: 'backoff',
  });
});

test('what is to be deleted and is gone is done', () => {
  expect(reactTo({ method: 'DELETE', status: 404 })).toMatchObject({ done: true });
  expect(reactTo({ method: 'PUT', status: 404 })).toMatchObject({ done: false, retry: 'recreate-now' });
});

test('a long answer is cut, so that it fits into a condition', () => {
  expect(reactTo({ method: 'PUT', status: 400, body: { errors: ['x'.repeat(9000)] } }).message).toHaveLength(1024);
});

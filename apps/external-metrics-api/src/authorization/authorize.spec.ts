import type { SubjectAccessReview } from '@dogwatch/kube';
import { describe, expect, test } from 'vitest';
import { anonymous, type Identity } from '../authentication/identity.js';
import { parseRequestInfo, type RequestInfo } from '../http/request-info.js';
import { createAuthorizer, toKey } from './authorize.js';
import { toRequirements } from './to-requirements.js';

const bob: Identity = { user: 'bob', uid: '7', groups: ['devs'], extra: { scope: ['a'] } };

function setUp(status: SubjectAccessReview['status'] | 'failed' | 'never') {
  const clock = { millis: 0 };
  const specs: SubjectAccessReview['spec'][] = [];
  const authorize = createAuthorizer({
    nowMillis: () => clock.millis,
    parseRequirements: toRequirements,
    review: async (spec) => {
      specs.push(spec);
      if (status === 'never') return new Promise(() => undefined);
      if (status === 'failed') return { ok: false, message: 'connection refused' };
      return { ok: true, value: { spec, ...(status && { status }) } };
    },
  });
  return { clock, specs, authorize };
}

function get(path: string): RequestInfo {
  return parseRequestInfo('GET', path)!;
}

const metric = get('/apis/external.metrics.k8s.io/v1beta1/namespaces/shop/queue');

describe('authorization', () => {
  test('asks for list on the metric, with the selector', async () => {
    const { authorize, specs } = setUp({ allowed: true });
    await expect(authorize(bob, metric, 'a=1,b notin (x,y),!c,d>3')).resolves.toEqual({ allowed: true });
    expect(specs).toEqual([
      {
        user: 'bob',
        uid: '7',
        groups: ['devs'],
        extra: { scope: ['a'] },
        resourceAttributes: {
          namespace: 'shop',
          verb: 'list',
          group: 'external.metrics.k8s.io',
          version: 'v1beta1',
          resource: 'queue',
          labelSelector: {
            requirements: [
              { key: 'a', operator: 'In', values: ['1'] },
              { key: 'b', operator: 'NotIn', values: ['x', 'y'] },
              { key: 'c', operator: 'DoesNotExist' },
            ],
          },
        },
      },
    ]);
  });

  test('asks for get on a path that is no resource', async () => {
    const { authorize, specs } = setUp({ allowed: true });
    await authorize({ user: 'ann', groups: [], extra: {} }, get('/openapi/v2'), '');
    expect(specs).toEqual([{ user: 'ann', groups: [], nonResourceAttributes: { path: '/openapi/v2', verb: 'get' } }]);
  });

  test.each([[true], [false]])('remembers the answer (allowed: %s) for ten seconds', async (allowed) => {
    const { authorize, clock, specs } = setUp({ allowed });
    await authorize(bob, metric, '');
    clock.millis = 9999;
    expect(authorize(bob, metric, '')).toMatchObject({ allowed });
    clock.millis = 10_000;
    await authorize(bob, metric, '');
    expect(specs).toHaveLength(2);
  });

  test('never takes the answer for one question as the answer for another', async () => {
    const { authorize, specs } = setUp({ allowed: true });
    const groups = ['devs', 'ops'];
    await authorize({ ...bob, groups }, metric, '');
    await authorize({ ...bob, groups: ['devs,ops'] }, metric, '');
    await authorize({ ...bob, groups, uid: '8' }, metric, '');
    await authorize({ ...bob, groups, extra: { scope: ['a', 'b'] } }, metric, '');
    await authorize({ ...bob, groups }, metric, 'a=b');
    await authorize({ ...bob, groups }, get(`${metric.path}2`), '');
    await authorize({ ...bob, groups }, parseRequestInfo('POST', metric.path)!, '');
    expect(specs).toHaveLength(7);
  });

  test('keeps long questions as digests', async () => {
    const { authorize, specs } = setUp({ allowed: true });
    const long = 'a'.repeat(60_000);
    await authorize(bob, get(`/${long}b`), '');
    await authorize(bob, get(`/${long}c`), '');
    expect(authorize(bob, get(`/${long}b`), '')).toEqual({ allowed: true });
    expect(specs).toHaveLength(2);
    expect(toKey(bob, get(`/${long}b`), '').length).toBeLessThan(100);
    expect(toKey(bob, metric, '')).toContain(metric.path);
  });

  test('asks without a selector that is too long to be one', async () => {
    const { authorize, specs } = setUp({ allowed: true });
    await authorize(bob, metric, Array.from({ length: 30_000 }, () => 'a').join(','));
    expect(specs[0]?.resourceAttributes).not.toHaveProperty('labelSelector');
  });

  test('leaves room for users, however many strangers ask', async () => {
    const { authorize } = setUp('never');
    const answers = Array.from({ length: 2000 }, (_, index) => authorize(anonymous, get(`/${index}`), ''));
    expect(answers.at(-1)).toMatchObject({ allowed: false, reason: 'TooManyReviews' });
    expect(authorize(bob, metric, '')).toBeInstanceOf(Promise);
  });

  test('takes a denial for more than an allowance', async () => {
    const { authorize } = setUp({ allowed: true, denied: true, reason: 'blocked' });
    await expect(authorize(bob, metric, '')).resolves.toEqual({ allowed: false, reason: 'Denied', message: 'blocked' });
  });

  test('takes no answer for a no, and asks again', async () => {
    const { authorize, specs } = setUp('failed');
    const decision = {
      allowed: false,
      reason: 'ReviewFailed',
      message: 'the access review failed: connection refused',
    };
    await expect(authorize(bob, metric, '')).resolves.toEqual(decision);
    await expect(authorize(bob, metric, '')).resolves.toEqual(decision);
    expect(specs).toHaveLength(2);
  });

  test.each(['/healthz', '/livez', '/readyz', '/version'])('asks nothing for %s', (path) => {
    const { authorize, specs } = setUp({ allowed: false });
    expect(authorize(bob, get(path), '')).toEqual({ allowed: true });
    expect(specs).toEqual([]);
  });

  test('asks nothing for system:masters', () => {
    const { authorize } = setUp({ allowed: false });
    expect(authorize({ ...bob, groups: ['system:masters'] }, metric, '')).toEqual({ allowed: true });
  });
});

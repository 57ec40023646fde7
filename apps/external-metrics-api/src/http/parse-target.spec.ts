import { describe, expect, test } from 'vitest';
import { answerWith } from './answer.js';
import { toValueList } from './api-objects.js';
import { createTargetParser, type MetricRequest, rememberTargets } from './parse-target.js';

const metric = '/apis/external.metrics.k8s.io/v1beta1/namespaces/shop/queue';

const prepared: MetricRequest[] = [];
const parseTarget = createTargetParser((request) => {
  prepared.push(request);
  return () => ({ answer: answerWith(toValueList([])) });
});

describe('a target', () => {
  test('can be a read of a metric', () => {
    const target = `${metric}?labelSelector=env%20in%20(prod)&limit=1&fieldSelector=x&resourceVersion=0&timeoutSeconds=5&watch=0`;
    const request = { namespace: 'shop', metric: 'queue', labelSelector: 'env in (prod)' };
    expect(parseTarget('GET', target)?.metric?.()).toMatchObject({ ok: true, request });
    expect(prepared.at(-1)).toEqual(request);
  });

  test.each([
    ['watch', 405],
    ['watch=true', 405],
    ['watch=yes', 405],
    ['labelSelector=a%3D%3D%3Db', 400],
    ['timeoutSeconds=soon', 400],
    ['timeoutSeconds=1.5', 400],
    ['resourceVersionMatch=Exact', 422],
  ])('with ?%s is answered with %d', (query, code) => {
    expect(parseTarget('GET', `${metric}?${query}`)?.metric?.()).toMatchObject({ ok: false, status: { code } });
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('of a metric is not for %s', (method) => {
    expect(parseTarget(method, metric)?.metric?.()).toMatchObject({ ok: false, status: { code: 405 } });
  });

  test.each([
    '/apis/external.metrics.k8s.io/v1beta1/queue',
    '/apis/external.metrics.k8s.io/v1beta1/namespaces/shop',
    '/apis/external.metrics.k8s.io/v1beta1/namespaces',
    '/apis/external.metrics.k8s.io/v1/namespaces/shop/queue',
    '/apis/custom.metrics.k8s.io/v1beta1/namespaces/shop/queue',
    `${metric}/more`,
    '/apis/external.metrics.k8s.io/v1beta1',
  ])('%s is no metric', (target) => {
    expect(parseTarget('GET', target)?.metric).toBeUndefined();
  });
});

test('a read is worked out once, and only when it is wanted', () => {
  const before = prepared.length;
  const target = parseTarget('GET', metric);
  expect(prepared).toHaveLength(before);
  expect(target?.metric?.()).toBe(target?.metric?.());
  expect(prepared).toHaveLength(before + 1);
});

test('a read that was kept is the same object, other reads are not', () => {
  const memory = rememberTargets(parseTarget);
  const first = memory.parse('GET', metric)!;
  expect(memory.parse('GET', metric)).not.toBe(first);
  memory.keep('GET', metric, first);
  expect(memory.parse('GET', metric)).toBe(first);
  expect(memory.parse('GET', `${metric}?labelSelector=a%3Db`)).not.toBe(first);
  expect(memory.parse('POST', metric)?.metric?.()).toMatchObject({ ok: false });
  expect(memory.parse('GET', '*')).toBeUndefined();
  const long = `${metric}?${'a'.repeat(1000)}`;
  const second = memory.parse('GET', long)!;
  memory.keep('GET', long, second);
  expect(memory.parse('GET', long)).not.toBe(second);
});

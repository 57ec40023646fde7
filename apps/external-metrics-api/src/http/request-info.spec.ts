import { describe, expect, test } from 'vitest';
import { parseRequestInfo } from './request-info.js';

const base = '/apis/external.metrics.k8s.io/v1beta1';

describe('a request target', () => {
  test('of a metric names namespace and metric, and reading it is a list', () => {
    expect(parseRequestInfo('GET', `${base}/namespaces/shop/queue.length?labelSelector=a%3Db`)).toEqual({
      method: 'GET',
      path: `${base}/namespaces/shop/queue.length`,
      query: 'labelSelector=a%3Db',
      verb: 'list',
      resource: {
        group: 'external.metrics.k8s.io',
        version: 'v1beta1',
        namespace: 'shop',
        resource: 'queue.length',
        name: '',
        subresource: '',
      },
    });
  });

  test.each([
    ['POST', 'queue', 'create'],
    ['DELETE', 'queue', 'deletecollection'],
    ['GET', 'queue/one', 'get'],
    ['PUT', 'queue/one', 'update'],
    ['PATCH', 'queue/one', 'patch'],
    ['DELETE', 'queue/one', 'delete'],
    ['BREW', 'queue', 'brew'],
  ])('%s %s is the verb %s', (method, path, verb) => {
    expect(parseRequestInfo(method, `${base}/namespaces/shop/${path}`)?.verb).toBe(verb);
  });

  test.each(['status', 'finalize', 'namespaces'])('takes a metric called %s for a metric', (metric) => {
    expect(parseRequestInfo('GET', `${base}/namespaces/shop/${metric}`)?.resource).toMatchObject({
      namespace: 'shop',
      resource: metric,
    });
  });

  test('is decoded before it is split, so that an encoded slash hides nothing', () => {
    expect(parseRequestInfo('GET', `${base}/namespaces/shop/datadogmetric%40ns%3Aname`)?.resource?.resource).toBe(
      'datadogmetric@ns:name',
    );
    expect(parseRequestInfo('GET', `${base}/namespaces/shop/a%2Fb`)?.resource).toMatchObject({
      resource: 'a',
      name: 'b',
    });
  });

  test('may end in a slash', () => {
    expect(parseRequestInfo('GET', `${base}/namespaces/shop/queue/`)?.resource).toMatchObject({
      resource: 'queue',
      name: '',
    });
  });

  test('of a namespace itself is the resource namespaces in it', () => {
    expect(parseRequestInfo('GET', `${base}/namespaces/shop`)).toMatchObject({
      verb: 'get',
      resource: { namespace: 'shop', resource: 'namespaces', name: 'shop' },
    });
  });

  test.each(['/apis', '/apis/external.metrics.k8s.io', base, `${base}/`, '/healthz', '/'])(
    '%s is no resource',
    (path) => {
      expect(parseRequestInfo('GET', path)).toEqual({ method: 'GET', path, query: '', verb: 'get' });
    },
  );

  test.each(['*', 'https://host/apis', '/a%', '/%ff', ''])('%s is refused', (target) => {
    expect(parseRequestInfo('GET', target)).toBeUndefined();
  });
});

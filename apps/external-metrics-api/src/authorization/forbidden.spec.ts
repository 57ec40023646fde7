import { expect, test } from 'vitest';
import { parseRequestInfo } from '../http/request-info.js';
import { forbidden } from './forbidden.js';

const ann = { user: 'ann', groups: [], extra: {} };
const base = '/apis/external.metrics.k8s.io/v1beta1';

test.each([
  [
    `${base}/namespaces/shop/queue`,
    '',
    'queue.external.metrics.k8s.io is forbidden: User "ann" cannot list resource "queue" in API group "external.metrics.k8s.io" in the namespace "shop"',
  ],
  [
    `${base}/queue`,
    'not yours',
    'queue.external.metrics.k8s.io is forbidden: User "ann" cannot list resource "queue" in API group "external.metrics.k8s.io" at the cluster scope: not yours',
  ],
  [
    `${base}/namespaces/shop/queue/one/status`,
    '',
    'queue.external.metrics.k8s.io "one" is forbidden: User "ann" cannot get resource "queue/status" in API group "external.metrics.k8s.io" in the namespace "shop"',
  ],
  ['/metrics', '', 'forbidden: User "ann" cannot get path "/metrics"'],
])('403 for %s', (path, why, message) => {
  expect(forbidden(ann, parseRequestInfo('GET', path)!, why)).toMatchObject({
    code: 403,
    reason: 'Forbidden',
    message,
  });
});

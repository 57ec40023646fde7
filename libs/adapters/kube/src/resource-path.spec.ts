import { describe, expect, it } from 'vitest';
import { coreResources } from './core-resources.js';
import { toResourcePath, withQuery } from './resource-path.js';

describe('toResourcePath', () => {
  it.each([
    [coreResources.pods, {}, '/api/v1/pods'],
    [coreResources.pods, { namespace: 'a' }, '/api/v1/namespaces/a/pods'],
    [coreResources.namespaces, { name: 'a' }, '/api/v1/namespaces/a'],
    [
      coreResources.datadogMetrics,
      { namespace: 'a', name: 'b', subresource: 'status' },
      '/apis/datadoghq.com/v1alpha1/namespaces/a/datadogmetrics/b/status',
    ],
    [
      coreResources.clusterRoles,
      { name: 'system:discovery/x' },
      '/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Adiscovery%2Fx',
    ],
    [coreResources.clusterRoles, { namespace: 'a', name: 'b' }, '/apis/rbac.authorization.k8s.io/v1/clusterroles/b'],
  ])('addresses %o %o', (resource, target, path) => {
    expect(toResourcePath(resource, target)).toBe(path);
  });
});

describe('withQuery', () => {
  it('escapes values and leaves out what is not there', () => {
    const query = { labelSelector: 'a in (b,c)', limit: 500, watch: true, continue: undefined, fieldSelector: '' };
    expect(withQuery('/x', query)).toBe('/x?labelSelector=a%20in%20(b%2Cc)&limit=500&watch=true');
  });

  it('adds to a query that the path has already', () => {
    expect(withQuery('/x?a=1', { b: 2 })).toBe('/x?a=1&b=2');
  });
});

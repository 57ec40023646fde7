import { expect, test } from 'vitest';
import { afterEndpointFailure, afterEndpointSuccess, baseUrl, endpointOrder, healthyEndpoint } from './failover.js';

test('an endpoint that fails is skipped for a while and tried last until then', () => {
  const failed = afterEndpointFailure(healthyEndpoint, 1000);
  expect(endpointOrder([failed, healthyEndpoint], 1059)).toEqual([1, 0]);
  expect(endpointOrder([failed, healthyEndpoint], 1060)).toEqual([0, 1]);
  expect(endpointOrder([failed, failed], 1000)).toEqual([0, 1]);
});

test('failures double the interval, answers halve it, within bounds', () => {
  let health = healthyEndpoint;
  for (let count = 0; count < 20; count++) health = afterEndpointFailure(health, 0);
  expect(health).toEqual({ skipSeconds: 1800, skippedUntilSeconds: 1800 });
  for (let count = 0; count < 20; count++) health = afterEndpointSuccess(health);
  expect(health).toEqual(healthyEndpoint);
});

test('the site decides the address unless one is given', () => {
  expect(baseUrl({})).toBe('https://api.datadoghq.com');
  expect(baseUrl({ site: 'us3.datadoghq.com', datadogHost: '' })).toBe('https://api.us3.datadoghq.com');
  expect(baseUrl({ site: 'x', datadogHost: 'http://h', endpoint: 'http://e' })).toBe('http://e');
});

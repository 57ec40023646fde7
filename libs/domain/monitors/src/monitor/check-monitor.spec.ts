import { expect, test } from 'vitest';
import { checkMonitor } from './check-monitor.js';

const spec = { name: 'n', message: 'm', type: 'query alert' as const };

test('a query that cannot be read is told with its place', () => {
  const { errors } = checkMonitor({ ...spec, query: 'avg(last_5m):avg:x{*} >' });
  expect(errors).toMatchObject([{ reason: 'BadQuery', path: 'spec.query', offset: 23 }]);
});

test('the threshold must be the number of the query', () => {
  const query = 'avg(last_5m):avg:x{*} > 90';
  expect(checkMonitor({ ...spec, query, options: { thresholds: { critical: '80' } } }).errors).toMatchObject([
    { reason: 'BadQuery', path: 'spec.query', offset: 22 },
  ]);
  expect(checkMonitor({ ...spec, query, options: { thresholds: { critical: '90.0' } } }).errors).toEqual([]);
});

test('the query must be of the type', () => {
  const query = 'logs("status:error").index("*").rollup("count").last("5m") > 5';
  expect(checkMonitor({ ...spec, query }).errors).toMatchObject([{ reason: 'BadQuery' }]);
  expect(checkMonitor({ ...spec, type: 'log alert', query }).errors).toEqual([]);
});

test('a composite may name resources; its operators are checked', () => {
  expect(checkMonitor({ ...spec, type: 'composite', query: 'a && !team-b/c' }).errors).toEqual([]);
  expect(checkMonitor({ ...spec, type: 'composite', query: 'a &&' }).errors).toMatchObject([{ reason: 'BadQuery' }]);
});

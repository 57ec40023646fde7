import { expect, test } from 'vitest';
import type { ApiBody } from '../api-body.js';
import { diffMonitor } from './diff-monitor.js';

const desired: ApiBody = {
  name: 'n',
  message: 'm',
  query: 'avg(last_5m):avg:x{*} > 5',
  type: 'metric alert',
  tags: ['a:1', 'b:2'],
  options: { thresholds: {}, notify_by: ['host', 'pod'] },
};
const observed: ApiBody = {
  ...desired,
  id: 7,
  type: 'query alert',
  tags: ['b:2', 'a:1'],
  options: { notify_by: ['pod', 'host'], include_tags: true, silenced: { '*': null }, new_host_delay: 300 },
};

function paths(changes: ApiBody): string[] {
  return diffMonitor(desired, { ...observed, ...changes }).map(({ path }) => path);
}

test('what the server adds, orders or renames by itself is no difference', () => {
  expect(paths({})).toEqual([]);
});

test('an edit is named by its path, with both values', () => {
  expect(diffMonitor(desired, { ...observed, name: 'edited' })).toEqual([
    { path: 'name', desired: 'n', observed: 'edited' },
  ]);
  expect(paths({ options: { notify_by: ['host'], timeout_h: 3 } })).toEqual(['options.notify_by', 'options.timeout_h']);
});

test('a critical threshold that the resource leaves to its query is no difference; another one is', () => {
  expect(paths({ options: { notify_by: ['host', 'pod'], thresholds: { critical: 5 } } })).toEqual([]);
  expect(paths({ options: { notify_by: ['host', 'pod'], thresholds: { critical: 6 } } })).toEqual([
    'options.thresholds.critical',
  ]);
});

test('priority 0 and null are the same; roles compare as a set', () => {
  expect(paths({ priority: null, restricted_roles: null })).toEqual([]);
  expect(paths({ priority: 1, restricted_roles: ['r'] })).toEqual(['priority', 'restricted_roles']);
});

test('what a raw body leaves out is what Datadog makes of it', () => {
  const raw = { type: 'query alert', query: 'q' };
  expect(diffMonitor(raw, { ...raw, name: 'q', message: '' })).toEqual([]);
});

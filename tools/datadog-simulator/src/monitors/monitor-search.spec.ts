import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DatadogSimulator, startDatadogSimulator } from '../simulator.js';
import { call } from '../testing/ask-simulator.js';

let simulator: DatadogSimulator;

beforeEach(async () => {
  simulator = await startDatadogSimulator({ now: () => 1_700_000_000_000 });
  const { monitors } = simulator;
  const queue = monitors.create({
    type: 'query alert',
    name: 'Queue is long',
    message: 'See @ops@example.com',
    query: 'avg(last_5m):avg:queue.depth{*} by {queue} > 10',
    tags: ['env:prod', 'team:a'],
    priority: 2,
  });
  const errors = monitors.create({
    type: 'log alert',
    name: 'Many errors',
    query: 'logs("status:error").index("*").rollup("count").last("5m") > 1',
    tags: ['env:dev'],
  });
  monitors.setState(queue.id, { groups: { 'queue:a': 'Alert', 'queue:b': 'OK' } });
  monitors.setState(errors.id, { overall: 'OK' });
});

afterEach(() => simulator.stop());

async function names(path: string, query: string): Promise<readonly unknown[]> {
  const [, found] = await call(simulator, 'GET', `/api/v1/monitor/${path}?query=${encodeURIComponent(query)}`);
  const { groups, monitors = groups } = found as Record<string, readonly Record<string, unknown>[]>;
  return (monitors ?? []).map(({ name, group }) => name ?? group);
}

test('monitors are found by what they hold and how they are', async () => {
  const [queue, errors] = ['Queue is long', 'Many errors'];
  expect(await names('search', '')).toEqual([queue, errors]);
  expect(await names('search', 'tag:"env:prod"')).toEqual([queue]);
  expect(await names('search', 'env:dev')).toEqual([errors]);
  expect(await names('search', 'status:(alert OR "no data")')).toEqual([queue]);
  expect(await names('search', '-status:Alert')).toEqual([errors]);
  expect(await names('search', 'type:metric metric:queue.depth priority:p2 muted:false')).toEqual([queue]);
  expect(await names('search', 'queue long')).toEqual([queue]);
  expect(await names('search', 'queue errors')).toEqual([]);
});

test('a found monitor tells what a list does not', async () => {
  const [, found] = await call(simulator, 'GET', '/api/v1/monitor/search?per_page=1');
  expect(found).toMatchObject({
    counts: { status: [{ count: 1, name: 'Alert' }, { name: 'OK' }], type: [{ name: 'metric' }, { name: 'log' }] },
    monitors: [
      {
        classification: 'metric',
        last_triggered_ts: 1_700_000_000,
        metrics: ['queue.depth'],
        notifications: [{ handle: 'ops@example.com' }],
        scopes: ['queue:a', 'queue:b'],
        status: 'Alert',
      },
    ],
    metadata: { total_count: 2, page_count: 2, page: 0, per_page: 1 },
  });
});

test('groups of all monitors are found by their state', async () => {
  expect(await names('groups/search', '')).toEqual(['queue:a', 'queue:b', 'total']);
  expect(await names('groups/search', 'group_status:ok')).toEqual(['queue:b', 'total']);
  expect(await names('groups/search', 'group:"queue:a"')).toEqual(['queue:a']);
  const [, found] = await call(simulator, 'GET', '/api/v1/monitor/groups/search?query=group_status:alert');
  expect(found).toMatchObject({ groups: [{ env_tags: ['prod'], team_tags: ['a'], group_tags: ['queue:a'] }] });
});

test('a status that there is not, and what cannot be read, are 400', async () => {
  for (const path of ['search', 'groups/search']) {
    expect(await call(simulator, 'GET', `/api/v1/monitor/${path}?query=status:wrong`)).toEqual([
      400,
      { errors: ["Query parsing error: 'wrong' is not a valid monitor status"] },
    ]);
    expect(await call(simulator, 'GET', `/api/v1/monitor/${path}?query=(a`)).toMatchObject([400, {}]);
  }
});

import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DatadogSimulator, startDatadogSimulator } from '../simulator.js';
import { call } from '../testing/ask-simulator.js';

let simulator: DatadogSimulator;
const ask = (method: string, path: string, body?: unknown): Promise<readonly [number, unknown]> =>
  call(simulator, method, `/api/v1/monitor${path}`, body);

beforeEach(async () => {
  simulator = await startDatadogSimulator({ now: () => 1_700_000_000_123 });
});

afterEach(() => simulator.stop());

const high = {
  type: 'metric alert',
  name: 'Queue is long',
  message: 'Look at it',
  query: 'avg(last_5m):avg:queue.depth{env:prod} by {queue} > 10',
  tags: ['team:a'],
  options: { thresholds: { critical: 10, warning: null }, on_missing_data: 'default' },
};

async function create(body: object = high): Promise<number> {
  const [, made] = await ask('POST', '', body);
  return (made as { id: number }).id;
}

async function namesOf(query: string): Promise<string> {
  const [, found] = await ask('GET', `?${query}`);
  return (found as { name: string }[]).map(({ name }) => name).join('');
}

test('a new monitor comes back with what Datadog adds', async () => {
  const [status, made] = await ask('POST', '', high);
  expect(status).toBe(200);
  expect(made).toEqual({
    ...high,
    type: 'query alert',
    id: expect.any(Number),
    org_id: 1,
    multi: true,
    options: {
      thresholds: { critical: 10 },
      notify_no_data: false,
      notify_audit: false,
      new_host_delay: 300,
      include_tags: true,
      silenced: {},
    },
    created: '2023-11-14T22:13:20.123000+00:00',
    created_at: 1_700_000_000_000,
    modified: '2023-11-14T22:13:20.123000+00:00',
    deleted: null,
    priority: null,
    restricted_roles: null,
    restriction_policy: null,
    draft_status: 'published',
    assets: [],
    overall_state: 'No Data',
    overall_state_modified: null,
    creator: expect.objectContaining({ email: expect.any(String) }),
  });
});

test('the type of a metric monitor follows its query; others stay', async () => {
  const formula = {
    type: 'query alert',
    query: 'formula("query1").last("5m") > 10',
    options: { variables: [{ name: 'query1', data_source: 'metrics', query: 'avg:queue.depth{*}' }] },
  };
  expect(await ask('POST', '', formula)).toMatchObject([200, { type: 'metric alert', multi: false, name: '' }]);
  const logs = { type: 'log alert', query: 'logs("status:error").index("*").rollup("count").last("5m") > 1' };
  expect(await ask('POST', '', logs)).toMatchObject([
    200,
    { type: 'log alert', options: { groupby_simple_monitor: false, new_host_delay: 300 } },
  ]);
  const delayed = { ...high, name: 'other', options: { new_group_delay: 60, on_missing_data: 'resolve' } };
  const [, { options }] = (await ask('POST', '', delayed)) as [number, { options: object }];
  expect(options).toMatchObject({ new_group_delay: 60, on_missing_data: 'resolve' });
  expect(options).not.toHaveProperty('new_host_delay');
  expect(options).not.toHaveProperty('notify_no_data');
});

test('what is wrong is 400, at creating and at validating, and nothing is made', async () => {
  const wrong: readonly (readonly [object, string])[] = [
    [{ query: 'x', type: 'log alert' }, "parameter 'query' is invalid: invalid operator specified: "],
    [{ ...high, query: 'avg(last_5m):avg:queue.depth{env:prod} > 11' }, 'does not match that used in the query'],
    [{ ...high, type: 'nonsense' }, "parameter 'type' is invalid"],
    [{ ...high, query: 7 }, "parameter 'query' is invalid"],
    [{ ...high, priority: 6 }, "parameter 'priority' is invalid"],
    [{ ...high, tags: 'a:b' }, "parameter 'tags' is invalid"],
    [{ ...high, options: { thresholds: { critical: '10' } } }, "parameter 'options.thresholds.critical' is invalid"],
    [[], 'The body must be a JSON object'],
  ];
  for (const [body, text] of wrong) {
    for (const path of ['', '/validate']) {
      expect(await ask('POST', path, body)).toEqual([400, { errors: [expect.stringContaining(text)] }]);
    }
  }
  expect(await ask('POST', '/validate', high)).toEqual([200, {}]);
  expect(simulator.monitors.list()).toEqual([]);
});

test('a monitor with the same content is a duplicate; any other member makes it another', async () => {
  const id = await create();
  const same = { ...high, type: 'query alert', priority: 2, options: { thresholds: { critical: 10 } } };
  expect(await ask('POST', '', same)).toEqual([
    400,
    { errors: [`Duplicate of an existing monitor_id:${id} org_id:1`] },
  ]);
  for (const change of [{ name: 'other' }, { message: 'other' }, { tags: [] }, { options: {} }]) {
    expect((await ask('POST', '', { ...high, ...change }))[0]).toBe(200);
  }
});

test('an update replaces the options and keeps what it does not name; the type stays', async () => {
  const id = await create({ ...high, options: { ...high.options, timeout_h: 3 }, priority: 2 });
  const [status, updated] = await ask('PUT', `/${id}`, { name: 'new', options: { notify_audit: true } });
  expect([status, updated]).toMatchObject([200, { name: 'new', message: 'Look at it', priority: 2 }]);
  expect(updated).toHaveProperty('options', {
    notify_audit: true,
    notify_no_data: false,
    new_host_delay: 300,
    include_tags: true,
    silenced: {},
  });
  expect(updated).not.toHaveProperty('creator');
  expect((await ask('PUT', `/${id}`, { type: 'query alert', priority: null }))[0]).toBe(200);
  expect(await ask('GET', `/${id}`)).toMatchObject([200, { name: 'new', priority: null, creator: {} }]);
  expect((await ask('PUT', `/${id}`, { type: 'log alert' }))[0]).toBe(400);
  expect(await ask('PUT', `/${id}`, { query: 'no query' })).toMatchObject([400, {}]);
});

test('what is not there is 404', async () => {
  const id = await create();
  expect(await ask('DELETE', `/${id}`)).toEqual([200, { deleted_monitor_id: id }]);
  for (const method of ['GET', 'PUT', 'DELETE']) {
    expect(await ask(method, `/${id}`, method === 'PUT' ? {} : undefined)).toEqual([
      404,
      { errors: ['Monitor not found'] },
    ]);
  }
});

test('a list is filtered and comes in pages; without a page it is whole', async () => {
  for (const name of ['a', 'b', 'c', 'd']) {
    await create({ ...high, name, tags: [`of:${name}`, 'all:yes'] });
  }
  expect(await namesOf('')).toBe('abcd');
  expect(await namesOf('monitor_tags=all:yes,of:b')).toBe('b');
  expect(await namesOf('name=C')).toBe('c');
  expect(await namesOf('tags=env:prod')).toBe('abcd');
  expect(await namesOf('tags=env:dev')).toBe('');
  expect(await namesOf('page=1&page_size=3')).toBe('d');
  expect(await namesOf('page=0')).toBe('abcd');
  const [, second] = simulator.monitors.list();
  expect(await namesOf(`id_offset=${second?.id}&page_size=1`)).toBe('c');
});

test('state is set by tests and shown on demand', async () => {
  const id = await create();
  const { monitors } = simulator;
  expect(await ask('GET', `/${id}`)).not.toHaveProperty('1.state');
  monitors.setState(id, { groups: { 'queue:a': 'Alert', 'queue:b': 'OK', 'queue:c': 'No Data' } });
  expect(await ask('GET', `/${id}?group_states=alert,no%20data`)).toMatchObject([
    200,
    { overall_state: 'Alert', overall_state_modified: '2023-11-14T22:13:20+00:00' },
  ]);
  const [, shown] = (await ask('GET', '?group_states=alert,no%20data')) as [number, { state: unknown }[]];
  expect(shown[0]?.state).toEqual({
    groups: {
      'queue:a': {
        name: 'queue:a',
        status: 'Alert',
        last_triggered_ts: 1_700_000_000,
        last_notified_ts: 1_700_000_000,
        last_nodata_ts: 0,
        last_resolved_ts: 0,
      },
      'queue:c': expect.objectContaining({ status: 'No Data', last_nodata_ts: 1_700_000_000 }),
    },
  });
  expect(await ask('GET', '?group_states=all')).toMatchObject([200, [{ state: { groups: { 'queue:b': {} } } }]]);
  for (const path of ['', `/${id}`]) {
    expect(await ask('GET', `${path}?group_states=bad`)).toEqual([400, { errors: ['Invalid group_state filters.'] }]);
  }
  monitors.setState(id, { overall: 'Warn' });
  expect(monitors.get(id)).toMatchObject({ overall_state: 'Warn', groups: { 'queue:a': { status: 'Alert' } } });
});

test('a monitor is edited and removed as by a person', async () => {
  const id = await create();
  simulator.monitors.edit(id, { message: 'changed by hand', options: { timeout_h: 4 } });
  expect(await ask('GET', `/${id}`)).toMatchObject([
    200,
    { message: 'changed by hand', name: high.name, options: { timeout_h: 4, thresholds: { critical: 10 } } },
  ]);
  expect(simulator.monitors.remove(id)).toBe(true);
  expect((await ask('GET', `/${id}`))[0]).toBe(404);
});

test('calls are counted by endpoint, whatever the id', async () => {
  const id = await create();
  await ask('GET', `/${id}`);
  await ask('GET', '/7');
  expect(simulator.calls.countByEndpoint()).toEqual({ 'POST /api/v1/monitor': 1, 'GET /api/v1/monitor/{id}': 2 });
  expect(simulator.calls.count({ endpoint: 'GET /api/v1/monitor/{id}', status: 404 })).toBe(1);
});

import { afterEach, beforeEach, expect, test } from 'vitest';
import { startDatadogSimulator, type DatadogSimulator } from '../simulator.js';
import { ask, askJson } from '../testing/ask-simulator.js';

let simulator: DatadogSimulator;

beforeEach(async () => {
  simulator = await startDatadogSimulator();
});

afterEach(() => simulator.stop());

async function control(method: string, path: string, body?: unknown): Promise<readonly [number, unknown]> {
  const response = await fetch(`${simulator.url}/simulator/${path}`, {
    method,
    body: body === undefined ? null : JSON.stringify(body),
  });
  return [response.status, await response.json()];
}

test('series are added, listed and removed', async () => {
  const load = { id: 'one', metric: 'load', tags: ['host:a'], originSeconds: 0, value: 3 };
  expect(await control('POST', 'series', [load, { ...load, id: 'two', tags: ['host:b'] }])).toEqual([
    201,
    { ids: ['one', 'two'] },
  ]);
  expect(await control('GET', 'series')).toEqual([200, { series: [load, { ...load, id: 'two', tags: ['host:b'] }] }]);
  expect(await askJson(simulator, 'sum:load{*}.rollup(max, 60)')).toMatchObject({ series: [{ pointlist: [[0, 6]] }] });
  expect(await control('DELETE', 'series?tag=host:b')).toEqual([200, { removed: 1 }]);
  expect(await control('DELETE', 'series?metric=load')).toEqual([200, { removed: 1 }]);
  expect(await control('GET', 'series')).toEqual([200, { series: [] }]);
});

test('failures are set, listed and ended', async () => {
  expect(await control('POST', 'fail', { mode: 'serverError', status: 502 })).toEqual([201, { id: 'failure-1' }]);
  expect((await ask(simulator, 'avg:load{*}')).status).toBe(502);
  expect(await control('GET', 'fail')).toEqual([
    200,
    { failures: [{ id: 'failure-1', mode: 'serverError', status: 502 }] },
  ]);
  expect(await control('DELETE', 'fail?id=failure-1')).toEqual([200, { removed: 1 }]);
  expect((await ask(simulator, 'avg:load{*}')).status).toBe(200);
});

test('calls are counted, listed and forgotten; control calls are not among them', async () => {
  await ask(simulator, 'avg:load{*}');
  await ask(simulator, 'avg:load');
  expect(await control('GET', 'calls')).toMatchObject([200, { total: 2, calls: [{ status: 200 }, { status: 400 }] }]);
  expect(await control('GET', 'calls?status=400&last=1')).toMatchObject([
    200,
    { total: 1, calls: [{ queries: ['avg:load'] }] },
  ]);
  expect(await control('DELETE', 'calls')).toEqual([200, { total: 0 }]);
  expect(await control('GET', 'calls?path=/api/v1/query')).toEqual([200, { total: 0, endpoints: {}, calls: [] }]);
});

test('monitors are listed, edited, removed and put into a state', async () => {
  const query = 'avg(last_5m):avg:load{*} > 1';
  const { id } = simulator.monitors.create({ type: 'query alert', name: 'load', query });
  expect(await control('GET', 'monitors')).toMatchObject([200, { monitors: [{ id, name: 'load' }] }]);
  expect(await control('PATCH', `monitors/${id}`, { name: 'by hand' })).toMatchObject([200, { name: 'by hand' }]);
  expect(await control('POST', `monitors/${id}/state`, { groups: { 'host:a': 'Warn' } })).toMatchObject([
    200,
    { overall_state: 'Warn', groups: { 'host:a': { status: 'Warn' } } },
  ]);
  for (const wrong of [{}, { overall: 'Fine' }, { groups: { a: { status: 'OK', other: 1 } } }]) {
    expect(await control('POST', `monitors/${id}/state`, wrong)).toMatchObject([400, {}]);
  }
  expect(await control('DELETE', `monitors/${id}`)).toEqual([200, {}]);
  expect((await control('POST', `monitors/${id}/state`, { overall: 'OK' }))[0]).toBe(404);
});

test('what has the wrong form is 400 and says where', async () => {
  expect(await control('POST', 'series', { metric: 'a b', value: 1 })).toEqual([
    400,
    { errors: [expect.stringContaining('metric')] },
  ]);
  expect(await control('POST', 'fail', { mode: 'explode' })).toMatchObject([
    400,
    { errors: [expect.stringContaining('mode')] },
  ]);
  const broken = await fetch(`${simulator.url}/simulator/fail`, { method: 'POST', body: '{' });
  expect([broken.status, await broken.json()]).toEqual([400, { errors: ['The body must be JSON'] }]);
});

test('a body beyond the limit is 413', async () => {
  const response = await fetch(`${simulator.url}/simulator/series`, {
    method: 'POST',
    body: 'x'.repeat(17 * 1024 * 1024),
  });
  expect(response.status).toBe(413);
});

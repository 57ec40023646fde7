import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DatadogSimulator, startDatadogSimulator } from '../simulator.js';
import { call } from '../testing/ask-simulator.js';

let simulator: DatadogSimulator;
let nowMillis: number;
let id: number;

beforeEach(async () => {
  nowMillis = Date.UTC(2026, 0, 1);
  simulator = await startDatadogSimulator({ now: () => nowMillis });
  ({ id } = simulator.monitors.create({
    type: 'query alert',
    name: 'Queue is long',
    query: 'avg(last_5m):avg:queue.depth{*} by {queue} > 10',
    tags: ['team:a'],
  }));
});

afterEach(() => simulator.stop());

const ask = (method: string, path: string, body?: unknown): Promise<readonly [number, unknown]> =>
  call(simulator, method, path, body);

test('a monitor that others refer to is deleted only by force', async () => {
  const path = `/api/v1/monitor/${id}`;
  const composite = { type: 'composite', name: 'both', query: `${id} && !${id}` };
  const [, made] = await ask('POST', '/api/v1/monitor', composite);
  const other = (made as { id: number }).id;
  const text = `monitor ${id} is referenced in composite monitors: ${other}`;
  expect(await ask('DELETE', path)).toEqual([409, { errors: [text] }]);
  expect(await ask('GET', `/api/v1/monitor/can_delete?monitor_ids=${id},${other}`)).toEqual([
    409,
    { data: { ok: [other] }, errors: { [id]: [text] } },
  ]);
  simulator.objects.slos.add({ name: 'good', type: 'monitor', monitor_ids: [other] });
  expect(await ask('DELETE', `/api/v1/monitor/${other}`)).toMatchObject([409, {}]);
  expect((await ask('DELETE', `${path}?force=true`))[0]).toBe(200);
  expect((await ask('GET', `/api/v1/monitor/can_delete?monitor_ids=${id}`))[0]).toBe(404);
});

test('a downtime mutes the monitors it names, for its time and its scope', async () => {
  simulator.monitors.setState(id, { groups: { 'queue:a': 'Alert', 'queue:b': 'OK' } });
  const attributes = {
    scope: 'queue:a',
    monitor_identifier: { monitor_tags: ['team:a'] },
    schedule: { start: '2026-01-01T01:00:00Z', end: '2026-01-01T02:00:00Z' },
  };
  await ask('POST', '/api/v2/downtime', { data: { type: 'downtime', attributes } });
  const look = async (): Promise<unknown> => (await ask('GET', `/api/v1/monitor/${id}?with_downtimes=true`))[1];
  const [start, end] = [1_767_229_200, 1_767_232_800];
  const downtime = { id: 1, monitor_id: id, start, end, scope: ['queue:a'], groups: ['queue:a'] };
  expect(await look()).toMatchObject({
    options: { silenced: {} },
    matching_downtimes: [{ ...downtime, active: false }],
  });
  nowMillis += 3_600_000;
  expect(await look()).toMatchObject({
    options: { silenced: { 'queue:a': end } },
    matching_downtimes: [{ ...downtime, active: true }],
  });
  expect(await ask('GET', '/api/v1/monitor')).toMatchObject([200, [{ matching_downtimes: [{ active: true }] }]]);
  nowMillis += 3_600_000;
  expect(await look()).toMatchObject({ options: { silenced: {} }, matching_downtimes: [] });
});

test('a cancelled downtime and one of other monitors mute nothing', async () => {
  const { downtimes } = simulator.objects;
  downtimes.add({ attributes: { scope: '*', monitor_identifier: { monitor_id: id + 1 } } });
  downtimes.add({ attributes: { scope: '*', monitor_identifier: { monitor_id: id } } });
  const look = async (): Promise<unknown> => (await ask('GET', `/api/v1/monitor/${id}?with_downtimes=true`))[1];
  expect(await look()).toMatchObject({ matching_downtimes: [{ id: 2, end: null, groups: ['total'] }] });
  const [, second] = downtimes.list();
  expect(await ask('DELETE', `/api/v2/downtime/${second?.id}`)).toEqual([204, undefined]);
  expect(await look()).toMatchObject({ matching_downtimes: [] });
  expect(await ask('GET', `/api/v2/downtime/${second?.id}`)).toMatchObject([
    200,
    { data: { attributes: { status: 'canceled' } } },
  ]);
});

test('an update is validated against the monitor it changes', async () => {
  const path = `/api/v1/monitor/${id}/validate`;
  expect(await ask('POST', path, { name: 'new' })).toEqual([200, {}]);
  expect((await ask('POST', path, { type: 'log alert' }))[0]).toBe(400);
  expect((await ask('POST', path, { options: { thresholds: { critical: 11 } } }))[0]).toBe(400);
  expect((await ask('POST', '/api/v1/monitor/7/validate', {}))[0]).toBe(404);
  expect(simulator.monitors.get(id)).toHaveProperty('name', 'Queue is long');
});

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type DatadogSimulator, startDatadogSimulator } from '../simulator.js';
import { call } from '../testing/ask-simulator.js';

let simulator: DatadogSimulator;
let nowMillis: number;

beforeEach(async () => {
  nowMillis = Date.UTC(2026, 0, 1);
  simulator = await startDatadogSimulator({ now: () => nowMillis });
});

afterEach(() => simulator.stop());

const ask = (method: string, path: string, body?: unknown): Promise<readonly [number, unknown]> =>
  call(simulator, method, path, body);

const toData = (attributes: object): object => ({ data: { type: 'any', attributes } });
const browser = { name: 'a', type: 'browser', config: {}, locations: [], message: '', options: {} };

/** Collection, body that is right, the member that is then changed, a body that is wrong. */
const types = {
  dashboards: ['/api/v1/dashboard', { title: 'a', layout_type: 'ordered', widgets: [] }, 'title', { title: 'a' }],
  downtimes: ['/api/v2/downtime', toData({ scope: '*', monitor_identifier: {}, message: 'a' }), 'message', toData({})],
  notebooks: ['/api/v1/notebooks', toData({ name: 'a', cells: [{}], time: {} }), 'name', toData({ name: 'a' })],
  notificationRules: ['/api/v2/monitor/notification_rule', toData({ name: 'a' }), 'name', {}],
  slos: ['/api/v1/slo', { name: 'a', type: 'metric', thresholds: [{ target: 99 }] }, 'name', { name: 'a' }],
  syntheticsTests: ['/api/v1/synthetics/tests/browser', browser, 'name', { ...browser, type: 'api' }],
} as const;

interface AnyObject {
  readonly id?: number | string;
  readonly public_id?: string;
  readonly attributes?: object;
}

/** The object of an answer, whatever is around it. */
function objectIn(answer: unknown): AnyObject {
  const { data = answer } = answer as { data?: unknown };
  return (Array.isArray(data) ? data[0] : data) as AnyObject;
}

function change(body: object, member: string): object {
  const { data } = body as { data?: { attributes: object } };
  return data === undefined
    ? { ...body, [member]: 'b' }
    : { data: { ...data, attributes: { ...data.attributes, [member]: 'b' } } };
}

describe.each(Object.entries(types))('%s', (name, [collection, body, member, wrong]) => {
  const store = (): { list(): readonly object[] } => simulator.objects[name as keyof typeof types];

  test('are created, read, changed and deleted', async () => {
    const [status, answer] = await ask('POST', collection, body);
    const made = objectIn(answer);
    expect(status).toBe(200);
    expect({ ...made, ...made.attributes }).toHaveProperty(member, 'a');
    const path = `${collection}/${made.id ?? made.public_id}`;
    const isPatched = name === 'downtimes' || name === 'notificationRules';
    expect((await ask(isPatched ? 'PATCH' : 'PUT', path, change(body, member)))[0]).toBe(200);
    const read = objectIn((await ask('GET', path))[1]);
    expect({ ...read, ...read.attributes }).toHaveProperty(member, 'b');
    expect(store().list()).toHaveLength(1);
    const [deleted] = await (name === 'syntheticsTests'
      ? ask('POST', '/api/v1/synthetics/tests/delete', { public_ids: [made.public_id] })
      : ask('DELETE', path));
    expect(deleted).toBeLessThan(300);
    // a cancelled downtime stays
    expect((await ask('GET', path))[0]).toBe(name === 'downtimes' ? 200 : 404);
  });

  test('are refused in a wrong form, and 404 when there is none', async () => {
    expect(await ask('POST', collection, wrong)).toEqual([400, { errors: [expect.any(String)] }]);
    expect((await ask('POST', collection, []))[0]).toBe(400);
    expect(store().list()).toEqual([]);
    expect(await ask('GET', `${collection}/77`)).toEqual([404, { errors: [expect.any(String)] }]);
  });

  test('are listed', async () => {
    await ask('POST', collection, body);
    const [status, listed] = await ask('GET', collection.replace('/browser', ''));
    const [found] = Object.values(listed as object).filter((value) => Array.isArray(value));
    expect([status, found]).toEqual([200, [expect.any(Object)]]);
  });
});

test('an SLO comes in a list, is listed by tag and page, and a search tells its state', async () => {
  const slo = { name: 'Good', type: 'metric', tags: ['a:1'], thresholds: [{ target: 99.9, timeframe: '7d' }] };
  const [, made] = await ask('POST', '/api/v1/slo', slo);
  expect(made).toMatchObject({
    data: [{ ...slo, description: null, thresholds: [{ target_display: '99.9' }], creator: {} }],
    error: null,
  });
  const id = String(objectIn(made).id);
  expect(await ask('GET', `/api/v1/slo/${id}`)).toMatchObject([200, { data: { id } }]);
  expect(await ask('GET', '/api/v1/slo/none')).toEqual([404, { errors: ['SLO not found: none not found'] }]);
  await ask('POST', '/api/v1/slo', { ...slo, name: 'Other', tags: ['a:1', 'b:2'] });
  const total = async (query: string): Promise<unknown> => {
    const [, { data }] = (await ask('GET', `/api/v1/slo?${query}`)) as [number, { data: unknown[] }];
    return data.length;
  };
  expect(await Promise.all(['', 'tags_query=b:2', 'query=good', 'ids=x', 'limit=1'].map(total))).toEqual([
    2, 1, 1, 0, 1,
  ]);
  simulator.objects.slos.edit(id, { overall_status: [{ state: 'breached' }] });
  expect(await ask('GET', '/api/v1/slo/search?query=good')).toMatchObject([
    200,
    { data: { attributes: { slos: [{ data: { id, attributes: { overall_status: [{ state: 'breached' }] } } }] } } },
  ]);
  expect((await ask('GET', `/api/v1/slo/${id}`))[1]).not.toHaveProperty('data.overall_status');
});

test('a dashboard numbers its widgets, keeps its maker and tells when it changed', async () => {
  const note = { definition: { type: 'note' } };
  const group = { definition: { type: 'group', widgets: [note] } };
  const dashboard = { title: 'All of it', layout_type: 'ordered', widgets: [group, note], tags: ['team:a'] };
  const [, made] = await ask('POST', '/api/v1/dashboard', dashboard);
  const { id } = objectIn(made);
  expect(made).toMatchObject({
    url: `/dashboard/${id}/all-of-it`,
    widgets: [{ id: 1, definition: { widgets: [{ id: 2 }] } }, { id: 3 }],
  });
  nowMillis += 1000;
  await ask('PUT', `/api/v1/dashboard/${id}`, { ...dashboard, title: 'New' });
  const [, { dashboards }] = (await ask('GET', '/api/v1/dashboard')) as [number, { dashboards: object[] }];
  expect(dashboards).toMatchObject([
    { id, title: 'New', created_at: '2026-01-01T00:00:00.000Z', modified_at: '2026-01-01T00:00:01.000Z' },
  ]);
  expect(dashboards[0]).not.toHaveProperty('widgets');
  expect((await ask('POST', '/api/v1/dashboard', { ...dashboard, tags: ['env:prod'] }))[0]).toBe(400);
});

test('an object is edited and removed as by a person', async () => {
  const { dashboards } = simulator.objects;
  const { id } = dashboards.add({ title: 'a', layout_type: 'free', widgets: [] });
  dashboards.edit(id, { title: 'by hand' });
  expect(await ask('GET', `/api/v1/dashboard/${id}`)).toMatchObject([200, { title: 'by hand', layout_type: 'free' }]);
  expect(dashboards.remove(id)).toBe(true);
  expect(await ask('GET', `/api/v1/dashboard/${id}`)).toEqual([404, { errors: [`Dashboard with ID ${id} not found`] }]);
});

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startDatadogSimulator, type DatadogSimulator } from './simulator.js';
import { anyKeys, ask, askJson } from './testing/ask-simulator.js';

let clockMillis = 60_000;
let simulator: DatadogSimulator;

beforeEach(async () => {
  clockMillis = 60_000;
  simulator = await startDatadogSimulator({
    now: () => clockMillis,
    series: [
      { metric: 'load', tags: ['host:a', 'env:prod'], unit: 'percent', value: 2 },
      { metric: 'load', tags: ['host:b', 'env:prod'], unit: 'percent', value: 4 },
      { metric: 'hits', type: 'count', value: { kind: 'constant', value: 30 } },
    ],
  });
});

afterEach(() => simulator.stop());

describe('GET /api/v1/query', () => {
  test('describes every series as Datadog does', async () => {
    expect(await askJson(simulator, 'avg:load{env:prod} by {host}.rollup(max, 20)')).toEqual({
      status: 'ok',
      res_type: 'time_series',
      resp_version: 1,
      query: 'avg:load{env:prod} by {host}.rollup(max, 20)',
      from_date: 0,
      to_date: 60_000,
      group_by: ['host'],
      message: '',
      values: [],
      times: [],
      series: [2, 4].map((value, index) => {
        const host = `host:${'ab'[index]}`;
        return {
          metric: 'load',
          display_name: 'load',
          expression: `avg:load{env:prod,${host}}.rollup(max, 20)`,
          scope: `env:prod,${host}`,
          interval: 20,
          length: 3,
          start: 0,
          end: 59_999,
          pointlist: [
            [0, value],
            [20_000, value],
            [40_000, value],
          ],
          aggr: 'avg',
          unit: [
            { family: 'percentage', id: 10, name: 'percent', short_name: '%', plural: 'percents', scale_factor: 1 },
            null,
          ],
          query_index: 0,
          tag_set: [host],
          attributes: {},
        };
      }),
    });
  });

  test('query_index tells the members of a comma list apart, also when one has no series', async () => {
    const body = await askJson(simulator, 'avg:load{*},avg:nothing{*}, sum:hits{*}.as_count()');
    expect(body).toMatchObject({
      status: 'ok',
      series: [
        { query_index: 0, metric: 'load', scope: '*', tag_set: [] },
        { query_index: 2, metric: 'hits', unit: null },
      ],
    });
  });

  test('what is not a finite number is null', async () => {
    const body = await askJson(simulator, '(avg:load{*} - 3).rollup(max, 60) / 0, avg:load{*}.rollup(max, 60) / 0');
    expect(body).toMatchObject({ series: [{ pointlist: [[0, null]] }, { pointlist: [[0, null]], aggr: null }] });
  });

  test('a syntax error anywhere is 400 for the whole batch', async () => {
    const response = await ask(simulator, 'avg:load{*},avg:load');
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      errors: [expect.stringMatching(/^Error parsing query: .*line 1, column 21/)],
    });
  });

  test('a template variable is 400, an unknown function 200 with status error', async () => {
    expect((await ask(simulator, 'avg:load{$env}')).status).toBe(400);
    const response = await ask(simulator, "avg:load{*},forecast(avg:load{*}, 'linear', 1)");
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      status: 'error',
      error: expect.stringContaining("'forecast'"),
      series: [],
    });
  });

  test.each([
    ['', /'from' and 'to'/],
    ['query=avg:load{*}', /'from' and 'to'/],
    ['query=avg:load{*}&from=a&to=b', /'from' and 'to'/],
    ['query=avg:load{*}&from=60&to=60', /before/],
    ['query=avg:load{*}&from=-1e18&to=-999999999999999000', /1970/],
    ['query=avg:load{*}&from=0&to=99999999', /at most/],
    ['from=0&to=60&query=', /'query'/],
  ])('bad parameters %s are 400', async (parameters, message) => {
    const response = await fetch(`${simulator.url}/api/v1/query?${parameters}`, { headers: anyKeys });
    expect(response.status).toBe(400);
    expect(await response.text()).toMatch(message);
  });

  test('a number alone is no query', async () => {
    expect(await askJson(simulator, '1 + 1')).toMatchObject({
      status: 'error',
      error: expect.stringContaining('number'),
    });
  });

  test('data of after the clock is not there yet', async () => {
    clockMillis = 25_000;
    expect(await askJson(simulator, 'avg:load{host:a}')).toMatchObject({
      series: [
        {
          pointlist: [
            [0, 2],
            [10_000, 2],
            [20_000, 2],
          ],
        },
      ],
    });
  });
});

describe('keys', () => {
  test('both keys must be there, and be accepted when there is a list', async () => {
    expect((await ask(simulator, 'avg:load{*}', { headers: {} })).status).toBe(403);
    expect((await ask(simulator, 'avg:load{*}', { headers: { 'dd-api-key': 'x' } })).status).toBe(403);

    simulator.acceptKeys({ apiKeys: ['old', 'new'], applicationKeys: ['app'] });
    const good = { 'dd-api-key': 'new', 'dd-application-key': 'app' };
    expect((await ask(simulator, 'avg:load{*}', { headers: good })).status).toBe(200);
    simulator.acceptKeys({ apiKeys: ['old'], applicationKeys: ['app'] });
    const refused = await ask(simulator, 'avg:load{*}', { headers: good });
    expect(refused.status).toBe(403);
    expect(await refused.json()).toEqual({ errors: ['Forbidden'] });
  });

  test('validate needs the API key only', async () => {
    const response = await fetch(`${simulator.url}/api/v1/validate`, { headers: { 'dd-api-key': 'x' } });
    expect(await response.json()).toEqual({ valid: true });
    expect((await fetch(`${simulator.url}/api/v1/validate`)).status).toBe(403);
  });

  test('keys may also come as parameters', async () => {
    expect((await fetch(`${simulator.url}/api/v1/validate?api_key=x`)).status).toBe(200);
  });
});

test('unknown paths are 404 and wrong methods 405, in JSON', async () => {
  const response = await fetch(`${simulator.url}/api/v9/nothing`, { headers: anyKeys });
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({ errors: [expect.stringContaining('/api/v9/nothing')] });
  expect((await fetch(`${simulator.url}/api/v1/query`, { method: 'DELETE' })).status).toBe(405);
});

describe('the budget', () => {
  test('counts calls per period and tells about it in every answer', async () => {
    const limited = await startDatadogSimulator({
      now: () => clockMillis,
      rateLimit: { limit: 2, periodSeconds: 60, name: 'batch' },
    });
    clockMillis = 130_000;
    const seen: (readonly [number, ...(string | null)[]])[] = [];
    for (let call = 0; call < 3; call += 1) {
      const { status, headers } = await ask(limited, 'avg:load{*}');
      seen.push([
        status,
        ...['limit', 'period', 'remaining', 'reset', 'name'].map((name) => headers.get(`x-ratelimit-${name}`)),
      ]);
    }
    clockMillis = 180_000;
    const later = await ask(limited, 'avg:load{*}');
    await limited.stop();
    expect(seen).toEqual([
      [200, '2', '60', '1', '50', 'batch'],
      [200, '2', '60', '0', '50', 'batch'],
      [429, '2', '60', '0', '50', 'batch'],
    ]);
    expect([later.status, later.headers.get('x-ratelimit-remaining')]).toEqual([200, '1']);
  });
});

describe('the call log', () => {
  test('notes path, status, members, window, trace and the end of the keys', async () => {
    const seen: string[] = [];
    const unsubscribe = simulator.calls.onCall(({ path, status }) => seen.push(`${status} ${path}`));
    await ask(simulator, 'avg:load{*} by {host}, sum:hits{*}', {
      headers: {
        ...anyKeys,
        'user-agent': 'test',
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      },
    });
    unsubscribe();
    await ask(simulator, 'avg:load');
    await fetch(`${simulator.url}/api/v1/validate`);

    expect(seen).toEqual(['200 /api/v1/query']);
    expect(simulator.calls.list()[0]).toEqual({
      atMillis: 60_000,
      method: 'GET',
      endpoint: 'GET /api/v1/query',
      path: '/api/v1/query',
      status: 200,
      queries: ['avg:load{*} by {host}', 'sum:hits{*}'],
      fromSeconds: 0,
      toSeconds: 60,
      apiKeyEnd: '1234',
      applicationKeyEnd: '5678',
      userAgent: 'test',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    });
    expect(simulator.calls.list()[1]).toMatchObject({ status: 400, queries: ['avg:load'] });
    expect(simulator.calls.count()).toBe(3);
    expect(simulator.calls.count({ path: '/api/v1/query' })).toBe(2);
    expect(simulator.calls.count({ status: 403 })).toBe(1);
    simulator.calls.clear();
    expect(simulator.calls.count()).toBe(0);
  });

  test('keeps only the newest calls but counts all', async () => {
    const small = await startDatadogSimulator({ keepCalls: 2 });
    for (let call = 0; call < 6; call += 1) {
      await ask(small, `avg:m${call}{*}`);
    }
    await small.stop();
    expect(small.calls.list().length).toBeLessThanOrEqual(4);
    expect(small.calls.list().at(-1)?.queries).toEqual(['avg:m5{*}']);
    expect(small.calls.count()).toBe(6);
  });
});

test('several simulators run side by side; series come and go', async () => {
  const other = await startDatadogSimulator();
  const [id = ''] = other.addSeries({ metric: 'load', originSeconds: 0, value: 9 });
  expect(await askJson(other, 'avg:load{*}.rollup(max, 60)')).toMatchObject({ series: [{ pointlist: [[0, 9]] }] });
  expect(other.removeSeries({ id })).toBe(1);
  expect(await askJson(other, 'avg:load{*}')).toMatchObject({ status: 'ok', series: [] });
  expect(simulator.removeSeries()).toBe(3);
  await other.stop();
  await other.stop();
  await expect(ask(other, 'avg:load{*}')).rejects.toThrow(TypeError);
});

test('a taken port is an error at start', async () => {
  const port = Number(new URL(simulator.url).port);
  await expect(startDatadogSimulator({ port })).rejects.toThrow('EADDRINUSE');
});

import { afterEach, expect, test } from 'vitest';
import { type DatadogSimulator, type DatadogSimulatorOptions, startDatadogSimulator } from '../simulator.js';
import { anyKeys, call } from '../testing/ask-simulator.js';

const running: DatadogSimulator[] = [];
afterEach(() => Promise.all(running.splice(0).map((simulator) => simulator.stop())));

async function start(options: DatadogSimulatorOptions = {}): Promise<DatadogSimulator> {
  const simulator = await startDatadogSimulator(options);
  running.push(simulator);
  return simulator;
}

const monitor = { type: 'query alert', name: 'load', query: 'avg(last_5m):avg:load{*} > 1' };

test('an answer is lost after the call took effect, in each way a client can see it', async () => {
  const simulator = await start();
  simulator.fail({ mode: 'lostAnswer', method: 'POST', path: '/api/v1/monitor', times: 1 });
  await expect(call(simulator, 'POST', '/api/v1/monitor', monitor)).rejects.toThrow('fetch failed');
  expect(simulator.monitors.list()).toMatchObject([{ name: 'load' }]);
  const [{ id } = { id: 0 }] = simulator.monitors.list();
  simulator.fail({ mode: 'lostAnswer', method: 'PUT', ending: 'gatewayTimeout', times: 1 });
  expect(await call(simulator, 'PUT', `/api/v1/monitor/${id}`, { name: 'new' })).toMatchObject([504, {}]);
  expect(simulator.monitors.get(id)).toMatchObject({ name: 'new' });
  simulator.fail({ mode: 'lostAnswer', method: 'DELETE', ending: 'hang', times: 1 });
  const giveUp = new AbortController();
  simulator.calls.onCall(() => {
    giveUp.abort();
  });
  const url = `${simulator.url}/api/v1/monitor/${id}`;
  await expect(fetch(url, { method: 'DELETE', headers: anyKeys, signal: giveUp.signal })).rejects.toThrow('aborted');
  expect(simulator.monitors.list()).toEqual([]);
  expect(simulator.calls.list().map(({ status }) => status)).toEqual([0, 504, 0]);
});

test('a failure meets one method, or the calls whose body tells a text', async () => {
  const simulator = await start();
  simulator.fail({ mode: 'serverError', method: 'POST', matching: 'load' });
  expect((await call(simulator, 'POST', '/api/v1/monitor', monitor))[0]).toBe(503);
  expect((await call(simulator, 'POST', '/api/v1/monitor', { ...monitor, ...other }))[0]).toBe(200);
  expect((await call(simulator, 'GET', '/api/v1/monitor?name=load'))[0]).toBe(200);
});

const other = { name: 'heat', query: 'avg(last_5m):avg:heat{*} > 1' };

test('each endpoint has a budget of its own, which its answers tell', async () => {
  const simulator = await start({ now: () => 7000, rateLimits: { monitor_list: { limit: 1, periodSeconds: 10 } } });
  const list = (): Promise<Response> => fetch(`${simulator.url}/api/v1/monitor`, { headers: anyKeys });
  expect((await list()).headers.get('x-ratelimit-remaining')).toBe('0');
  const refused = await list();
  expect([refused.status, await refused.json()]).toEqual([
    429,
    { errors: ['Rate limit of 1 requests in 10 seconds reached. Please try again later.'] },
  ]);
  const names = ['limit', 'period', 'remaining', 'reset', 'name'].map((name) => `x-ratelimit-${name}`);
  expect(names.map((name) => refused.headers.get(name))).toEqual(['1', '10', '0', '3', 'monitor_list']);
  expect((await call(simulator, 'POST', '/api/v1/monitor', monitor))[0]).toBe(200);
  simulator.fail({ mode: 'rateLimited', path: '/api/v1/slo', resetSeconds: 4 });
  const slos = await fetch(`${simulator.url}/api/v1/slo`, { headers: anyKeys });
  expect(names.map((name) => slos.headers.get(name)).slice(2)).toEqual(['0', '4', 'slo_list']);
});

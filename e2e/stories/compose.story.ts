import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ComposeLab, startComposeLab } from '../lab/compose-lab.ts';
import { connectKeda } from '../lab/keda.ts';
import { readGuideSpans } from '../lab/guide-traces.ts';
import { eventually } from '../lab/lab.ts';

// What the guide docs/guides/compose.md shows, with docker-compose.yml as it is.

let lab: ComposeLab;
beforeAll(async () => {
  lab = await startComposeLab();
});
afterAll(() => lab.stop());

async function read<T>(path: string): Promise<T> {
  const response = await fetch(`http://127.0.0.1:${lab.portOf('datadog', 8126)}${path}`);
  return (await response.json()) as T;
}

test('every service gets ready', async () => {
  expect(lab.apps.size).toBe(6);
  for (const [name, app] of lab.apps)
    await eventually(async () => expect({ name, ...(await app.probe('/readyz')) }).toMatchObject({ status: 200 }), 60);
});

test('the simulated HPA controller scales by a query of the simulated Datadog', async () => {
  await eventually(
    () => expect(lab.kubernetesLines.join('\n')).toMatch(/shop\/checkout: from 1 to [2-6] replicas/),
    60,
  );
});

test('a log comes out parsed', async () => {
  const url = `http://127.0.0.1:${lab.portOf('log-preprocessor', 8080)}/api/v2/logs`;
  const body = JSON.stringify([{ ddsource: 'shop', message: 'order 4711 paid in 35 ms' }]);
  expect((await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })).status).toBe(
    202,
  );
  await eventually(async () => {
    const { logs } = await read<{ logs: readonly unknown[] }>('/simulator/logs');
    expect(JSON.stringify(logs)).toMatch(
      /"order":\{"id":4711\}.*"duration_ms":35|"duration_ms":35.*"order":\{"id":4711\}/,
    );
  });
});

test('the monitor is in Datadog', async () => {
  await eventually(async () => expect(JSON.stringify(await read('/simulator/monitors'))).toContain('Many orders'));
});

test('keda-scaler answers a trigger', async () => {
  const keda = connectKeda(lab.portOf('keda-scaler', 9090));
  const trigger = { query: 'avg:shop.orders{env:compose}', queryValue: '30' };
  await eventually(async () => expect(await keda.read('worker', trigger)).toMatchObject({ ok: true, active: true }));
  keda.close();
});

test('the collector gets traces that lead from Datadog to the autoscaler, and the metrics of every service', async () => {
  const read = await lab.receiver.waitForSpan(
    ({ name, links }) => name === 'GET externalmetrics' && links.length > 0,
    30_000,
  );
  const [link] = read.links;
  const names = lab.receiver.trace(link?.traceId ?? '').map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['poll metrics', 'GET /api/v1/query']));
  await eventually(() =>
    expect(new Set(lab.receiver.metrics().map(({ serviceName }) => serviceName))).toEqual(new Set(lab.apps.keys())),
  );
  expect(read.resource).toMatchObject({ 'deployment.environment.name': 'compose' });
});

/** Spans of which the guide names examples. */
const families = [
  // calls of the Kubernetes API: method, resource, sub-resource
  /^(DELETE|GET|PATCH|POST|PUT|WATCH) [a-z]+(\/[a-z]+)?$/,
  // steps of monitor-sync, and its calls of Datadog
  /^[a-z-]+ Datadog[A-Z]\w+$/,
  /^(DELETE|GET|POST|PUT) \/api\/v[12]\/(monitor|slo|dashboard)/,
];

test('every span is explained in the guide', () => {
  const explained = readGuideSpans();
  const names = [...new Set(lab.receiver.spans().map(({ name }) => name))];
  const isExplained = (name: string): boolean => explained.has(name) || families.some((family) => family.test(name));
  expect(names.filter((name) => !isExplained(name))).toEqual([]);
});

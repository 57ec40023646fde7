import { silentLogger } from '@dogwatch/telemetry';
import { syncKinds } from '@dogwatch/monitors';
import { trace } from '@opentelemetry/api';
import { expect, test, vi } from 'vitest';
import { createCallLanes } from './call-lanes.js';
import { createSynchronizer } from './synchronizer.js';

const kind = syncKinds['datadog-monitor'];
const query = (name: string) => `avg(last_5m):avg:${name}{*} > 5`;

/** A synchronizer over a Datadog in which nothing has data yet; time is moved by hand. */
function start() {
  let nowMillis = 1_000_000;
  let nextId = 1;
  const objects: Record<string, unknown>[] = [];
  const calls: string[] = [];
  const synchronizer = createSynchronizer(
    {
      async call({ method, endpoint, body, path }) {
        calls.push(endpoint);
        if (method === 'POST') objects.push({ ...(body as object), id: nextId++, overall_state: 'No Data' });
        if (method === 'POST') return { status: 200, body: objects.at(-1) };
        const id = Number(/monitor\/(\d+)/.exec(path)?.[1] ?? 0);
        const page = Number(/[?&]page=(\d+)/.exec(path)?.[1] ?? 0);
        return { status: 200, body: id > 0 ? objects[id - 1] : objects.slice(page * 100, page * 100 + 100) };
      },
      lanes: createCallLanes({ concurrency: 8 }),
      writer: {
        newsOf: () => undefined,
        writeStatus: () => Promise.resolve(undefined),
        addFinalizer: () => Promise.resolve(undefined),
        removeFinalizer: () => Promise.resolve(undefined),
      },
      note: () => {},
      stateChanged: () => {},
      events: {},
      log: silentLogger,
      tracer: trace.getTracer('test'),
      hash: (text) => Buffer.from(text).toString('hex'),
      nowMillis: () => nowMillis,
    },
    { clusterUid: 'cluster', periodMillis: 60_000, callMillis: 15_000 },
  );
  return {
    calls,
    synchronizer,
    objects,
    tick: (millis: number) => {
      nowMillis += millis;
      synchronizer.tick();
      return new Promise((resolve) => setImmediate(resolve));
    },
    add(name: string) {
      const metadata = { namespace: 'shop', name, uid: name, finalizers: [kind.finalizer] };
      synchronizer.changed(kind, { metadata, spec: { name, message: 'm', type: 'query alert', query: query(name) } });
    },
  };
}

const countOf = (calls: readonly string[], endpoint: string): number =>
  calls.filter((call) => call === endpoint).length;

async function createAll(count: number) {
  const bench = start();
  for (let index = 0; index < count; index += 1) bench.add(`m${index}`);
  await vi.waitFor(async () => {
    await bench.tick(10);
    expect(bench.objects).toHaveLength(count);
  });
  bench.calls.length = 0;
  return bench;
}

test('one fresh monitor is read by its id until its time as a fresh one is over', async () => {
  const { calls, tick } = await createAll(1);
  for (let index = 0; index < 80; index += 1) await tick(250);
  expect(countOf(calls, 'GET /api/v1/monitor/{id}')).toBeGreaterThanOrEqual(4);
  expect(countOf(calls, 'GET /api/v1/monitor')).toBe(0);
});

test('many fresh monitors are looked at with one walk every few seconds, not more', async () => {
  const { calls, tick } = await createAll(50);
  for (let index = 0; index < 80; index += 1) await tick(250);
  expect(countOf(calls, 'GET /api/v1/monitor/{id}')).toBe(0);
  const walks = countOf(calls, 'GET /api/v1/monitor');
  expect(walks).toBeGreaterThanOrEqual(3);
  expect(walks).toBeLessThanOrEqual(6);
});

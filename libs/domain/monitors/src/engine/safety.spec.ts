import { describe, expect, test } from 'vitest';
import { datadogGenericResourceKind } from './kinds/datadog-generic-resource.js';
import { datadogMonitorKind } from './kinds/datadog-monitor.js';
import { datadogSloKind } from './kinds/datadog-slo.js';
import type { SyncStatus } from './kinds/sync-kind.js';
import { Bench, hour, monitor, newMonitor, observed, ownerTag, spec } from '../testing/bench.js';

const minute = 60_000;

/** The PUT is answered as asked for, and the next list shows the old value again. */
function putAgain(bench: Bench): string {
  bench.list({ ...observed, message: 'm ' });
  const step = bench.answer(200, observed);
  bench.nowMillis += minute;
  return step;
}

describe('an update that Datadog does not keep', () => {
  test('is told after a few, and sent again once an hour', () => {
    const bench = newMonitor({ status: { id: 7, primary: true } });
    expect([putAgain(bench), putAgain(bench), putAgain(bench)]).toEqual(Array(3).fill('PUT /api/v1/monitor/7'));
    expect(putAgain(bench)).toBe('refuse');
    expect(bench.errors()).toEqual(['NotKept']);
    expect(bench.notes.at(-1)?.message).toContain('message');
    bench.nowMillis += hour;
    expect(putAgain(bench)).toBe('PUT /api/v1/monitor/7');
    expect(putAgain(bench)).toBe('refuse');
  });

  test('is nothing of the kind when people edit again what was put back', () => {
    const bench = newMonitor({ status: { id: 7, primary: true } });
    for (let edit = 0; edit < 5; edit += 1) {
      expect(putAgain(bench)).toBe('PUT /api/v1/monitor/7');
      bench.list(observed);
      expect(bench.plan().do).toBe('report');
    }
  });
});

test('an answer 404 to a create or a search is waited after, as any failure', () => {
  const bench = newMonitor();
  bench.list();
  expect(bench.answer(404, {})).toBe('POST /api/v1/monitor');
  expect(bench.plan().do).toBe('wait');
  const open = newMonitor();
  open.list();
  open.answer(0, 'timeout');
  open.nowMillis += minute;
  expect(open.answer(404, {})).toContain('monitor_tags');
  expect(open.plan().do).toBe('wait');
});

test('an answer 410 says that the object is gone', () => {
  const bench = newMonitor({ status: { id: 7, primary: true } });
  bench.list();
  expect(bench.answer(410, {})).toContain('GET /api/v1/monitor/7');
  expect(bench.plan().do).toBe('find-by-owner');
});

test('what an SLO no longer asks for is taken away, once', () => {
  const spec = {
    name: 's',
    type: 'metric',
    query: { numerator: 'a', denominator: 'b' },
    timeframe: '7d',
    targetThreshold: '99',
    warningThreshold: '99.5',
  };
  const before = new Bench(datadogSloKind, monitor(datadogSloKind, { spec }));
  before.list();
  const made = { ...(before.target.rendered.ok ? before.target.rendered.body : {}), id: 'x1' };
  before.answer(200, { data: [made] });
  const { warningThreshold: _, ...less } = spec;
  const bench = new Bench(datadogSloKind, monitor(datadogSloKind, { spec: less, status: before.state.status }));
  bench.list(made);
  expect(bench.answer(200, { data: [made] })).toBe('PUT /api/v1/slo/x1');
  bench.list(made);
  expect(bench.plan().do).toBe('report');
});

describe('a create that an earlier leader began', () => {
  const announced = newMonitor();
  announced.list();
  announced.plan();
  const status = announced.announce();

  test('is told by the status before it is sent', () => {
    expect(status.conditions).toMatchObject([{ type: 'Created', status: 'False', reason: 'Creating' }]);
  });

  test('is waited for, and then looked for', () => {
    const bench = newMonitor({ status });
    bench.list();
    expect(bench.plan()).toMatchObject({ do: 'wait', untilMillis: bench.openUntilMillis });
    bench.nowMillis = bench.openUntilMillis;
    bench.list();
    expect(bench.answer(200, [observed])).toContain(`monitor_tags=${ownerTag}`);
    expect(bench.plan()).toMatchObject({ do: 'adopt', id: '7' });
    expect(bench.state.status.conditions).toMatchObject([{ type: 'Active' }, { type: 'Created', status: 'True' }]);
  });

  test('is never sent again for an object that cannot be searched for', () => {
    const spec = { type: 'downtime', jsonSpec: '{"data":{"attributes":{"scope":"a"}}}' };
    const resource = monitor(datadogGenericResourceKind, { spec, status });
    const bench = new Bench(datadogGenericResourceKind, resource);
    bench.nowMillis = bench.openUntilMillis;
    expect(bench.plan().do).toBe('refuse');
    expect(bench.errors()).toEqual(['NoAnswer']);
  });

  test('is told no longer when Datadog refused it', () => {
    const bench = newMonitor();
    bench.list();
    bench.answer(400, { errors: ['no'] });
    expect(bench.state.status.conditions?.map(({ type }) => type)).toEqual(['Error']);
  });
});

test('a duplicate that was deleted meanwhile is in the way no longer', () => {
  const bench = newMonitor();
  bench.list();
  bench.answer(400, { errors: ['Duplicate of an existing monitor_id:9 org_id:1'] });
  bench.answer(404, {});
  expect(bench.plan().do).toBe('refuse');
  bench.nowMillis += 6 * minute;
  bench.list();
  expect(bench.read('9', 404)).toBe('create');
});

test('an object that another resource has is not adopted', () => {
  const metadata = { ...monitor(datadogSloKind).metadata, annotations: { 'monitor.datadoghq.com/adopt-id': '7' } };
  const bench = newMonitor({ metadata: { ...metadata, finalizers: ['finalizer.monitor.datadoghq.com'] } });
  bench.holder = 'DatadogMonitor shop/other';
  bench.list(observed);
  expect(bench.plan().do).toBe('refuse');
  expect(bench.errors()).toEqual(['AdoptedElsewhere']);
});

test('the policy of deletion is understood in any case', () => {
  const annotations = { 'monitor.datadoghq.com/deletion-policy': 'orphan' };
  const bench = newMonitor({
    metadata: { ...monitor(datadogMonitorKind).metadata, annotations, deletionTimestamp: 't' },
    status: { id: 7, primary: true },
  });
  expect(bench.plan().do).toBe('release');
});

const withAsset = (path: string, status?: SyncStatus): Bench =>
  newMonitor({ spec: { ...spec, assets: [{ type: 'runbook', path }] }, ...(status && { status }) });

test('assets that change in the resource reach Datadog, whose lists do not tell them', () => {
  const before = withAsset('/a');
  before.list();
  before.answer(200, observed);
  const after = withAsset('/b', before.state.status);
  after.list(observed);
  expect(after.answer(200, observed)).toBe('PUT /api/v1/monitor/7');
  after.list(observed);
  expect(after.plan().do).toBe('report');
});

test('the hash that another operator left is no reason to write', () => {
  const bench = newMonitor({ spec: { ...spec, assets: [] }, status: { id: 7, primary: true, currentHash: 'md5' } });
  bench.list(observed);
  expect(bench.plan().do).toBe('report');
});

import { describe, expect, test } from 'vitest';
import { datadogDashboardKind } from './kinds/datadog-dashboard.js';
import { datadogMonitorKind } from './kinds/datadog-monitor.js';
import { datadogSloKind } from './kinds/datadog-slo.js';
import { beginWalk, dropFromListing, failListing, newListing, takePage, toListFacts } from './listing.js';
import { Bench, hour, metadata, monitor, newMonitor, observed, ownerTag, spec } from '../testing/bench.js';

describe('a monitor', () => {
  test('is created once, and its state comes from the list', () => {
    const bench = newMonitor();
    expect(bench.plan().do).toBe('nothing');
    bench.list();
    expect(bench.answer(200, { ...observed, overall_state: 'No Data' })).toBe('POST /api/v1/monitor');
    expect(bench.state.status).toMatchObject({ id: 7, primary: true, monitorState: 'No Data' });
    expect(bench.plan().do).toBe('nothing');
    bench.list(observed);
    expect(bench.plan().do).toBe('report');
    expect(bench.state.status).toMatchObject({ monitorState: 'OK', monitorStateSyncStatus: 'OK' });
    expect(bench.notes).toEqual([{ type: 'Normal', reason: 'Create DatadogMonitor', message: 'shop/queue' }]);
  });

  test('of which the create got no answer is found by its owner', () => {
    const bench = newMonitor();
    bench.list();
    expect(bench.answer(0, 'timeout')).toBe('POST /api/v1/monitor');
    bench.nowMillis += 60_000;
    expect(bench.answer(500, {})).toBe(`GET /api/v1/monitor?monitor_tags=${ownerTag}`);
    bench.nowMillis += 60_000;
    expect(bench.answer(200, [{ ...observed, id: 9 }, observed])).toContain('GET');
    expect(bench.plan()).toMatchObject({ do: 'adopt', id: '7' });
    expect(bench.state.status).toMatchObject({ id: 7, primary: true });
  });

  test('whose status was wiped is taken back from the list', () => {
    const bench = newMonitor();
    bench.list(observed);
    expect(bench.plan()).toMatchObject({ do: 'adopt', id: '7' });
    expect(bench.plan().do).toBe('report');
  });

  test('that was changed in Datadog is put back; what Datadog does not take over is not sent again', () => {
    const bench = newMonitor({ status: { id: 7, primary: true } });
    bench.list({ ...observed, name: 'mine' });
    expect(bench.answer(200, { ...observed, name: 'server' })).toBe('PUT /api/v1/monitor/7');
    expect(bench.plan().do).toBe('nothing');
    bench.list({ ...observed, name: 'server' });
    expect(bench.plan().do).toBe('report');
    bench.list({ ...observed, name: 'other' });
    expect(bench.plan().do).toBe('update');
  });

  test('that was deleted in Datadog is made again, once', () => {
    const bench = newMonitor({ status: { id: 7, primary: true } });
    bench.list();
    expect(bench.answer(404, {})).toContain('GET /api/v1/monitor/7');
    expect(bench.answer(200, [])).toContain('monitor_tags');
    expect(bench.answer(200, { ...observed, id: 8 })).toBe('POST /api/v1/monitor');
    expect(bench.state.id).toBe('8');
  });

  test('that goes is deleted, and only then released', () => {
    const bench = newMonitor({
      metadata: { ...metadata, finalizers: [datadogMonitorKind.finalizer], deletionTimestamp: 't' },
      status: { id: 7, primary: true },
    });
    expect(bench.answer(500, {})).toBe('DELETE /api/v1/monitor/7');
    expect(bench.plan().do).toBe('wait');
    bench.nowMillis += 60_000;
    expect(bench.answer(404, {})).toBe('DELETE /api/v1/monitor/7');
    expect(bench.plan().do).toBe('release');
  });

  test('keeps its state while its new spec is refused', () => {
    const bench = newMonitor({ spec: { ...spec, query: 'what' }, status: { id: 7, primary: true } });
    bench.list({ ...observed, overall_state: 'Alert' });
    expect(bench.plan().do).toBe('refuse');
    expect(bench.state.status).toMatchObject({
      monitorState: 'Alert',
      monitorStateSyncStatus: 'error validating monitor',
    });
    expect(bench.errors()).toEqual(['BadQuery']);
    expect(bench.notes).toHaveLength(1);
    bench.plan();
    expect(bench.notes).toHaveLength(1);
  });

  test('that Datadog refuses is not sent again, and says why', () => {
    const bench = newMonitor();
    bench.list();
    bench.answer(400, { errors: ['no such metric'] });
    expect(bench.plan().do).toBe('nothing');
    expect(bench.errors()).toEqual(['Refused']);
    expect(bench.notes).toEqual([
      { type: 'Warning', reason: 'Refused', message: 'error validating monitor: no such metric' },
    ]);
  });
});

const answerDuplicate = (tags: string[]): Bench => {
  const bench = newMonitor();
  bench.list();
  bench.answer(400, { errors: ['Duplicate of an existing monitor_id:9 org_id:1'] });
  expect(bench.answer(200, { ...observed, id: 9, tags })).toContain('GET /api/v1/monitor/9');
  return bench;
};

test('a monitor that Datadog has already is read once, and taken only when it is ours', () => {
  const foreign = answerDuplicate(['team:a']);
  expect(foreign.plan().do).toBe('refuse');
  expect(foreign.errors()).toEqual(['Duplicate']);
  expect(foreign.notes.at(-1)?.message).toContain('adopt-id: "9"');
  expect(answerDuplicate([ownerTag]).plan()).toMatchObject({ do: 'adopt', id: '9' });
});

test('a dashboard is read when the list says that it changed', () => {
  const resource = monitor(datadogDashboardKind, {
    spec: { title: 't', layoutType: 'ordered', widgets: '[]' },
    status: { id: 'abc' },
  });
  const bench = new Bench(datadogDashboardKind, resource);
  const listed = { id: 'abc', title: 't', description: ownerTag, modified_at: '1' };
  bench.list(listed);
  expect(bench.plan().do).toBe('nothing');
  const body = { ...listed, layout_type: 'ordered', widgets: [] };
  const reading = { id: 'abc', atMillis: bench.nowMillis, observed: { state: 'present', body } } as const;
  bench.state = { ...bench.state, reading };
  expect(bench.plan().do).toBe('report');
  bench.list(listed);
  expect(bench.plan().do).toBe('report');
  bench.list({ ...listed, modified_at: '2' });
  expect(bench.plan().do).toBe('nothing');
});

test('an SLO carries its owner among its tags, and is compared by what it asks for', () => {
  const resource = monitor(datadogSloKind, {
    spec: {
      name: 's',
      type: 'metric',
      query: { numerator: 'a', denominator: 'b' },
      timeframe: '7d',
      targetThreshold: '99',
      tags: ['z', 'a'],
    },
    status: { id: 'x1' },
  });
  const bench = new Bench(datadogSloKind, resource);
  const body = bench.target.rendered.ok ? bench.target.rendered.body : {};
  expect(body['tags']).toEqual(['z', 'a', 'generated:kubernetes', ownerTag]);
  bench.list({ ...body, id: 'x1', tags: [ownerTag, 'a', 'z', 'generated:kubernetes'], description: '', extra: 1 });
  expect(bench.plan().do).toBe('report');
  bench.list({ ...body, id: 'x1', name: 'other' });
  expect(bench.plan()).toMatchObject({ do: 'update', differences: [{ path: 'name' }] });
});

describe('a listing', () => {
  const { api } = newMonitor().target;
  test('that failed says nothing new, and one that is old not who owns what', () => {
    const bench = newMonitor();
    bench.list(observed);
    const failed = failListing(beginWalk(bench.listing, bench.nowMillis));
    const facts = toListFacts(bench.target, failed, bench.nowMillis, hour);
    expect(facts.observe('7').state).toBe('present');
    expect(facts.observe('8').state).toBe('missing');
    expect(toListFacts(bench.target, failed, bench.nowMillis + 2 * hour, hour).owned.state).toBe('unknown');
  });

  test('forgets what was deleted', () => {
    const listing = dropFromListing(takePage(beginWalk(newListing, 1), api, [observed], 100), '7');
    const facts = toListFacts(newMonitor().target, listing, 1, hour);
    expect(facts.owned.state).toBe('none');
    expect(facts.observe('7').state).toBe('missing');
  });
});

const tagOf = (name: string): string => {
  const resource = monitor(datadogMonitorKind, { spec, metadata: { ...metadata, name } });
  return new Bench(datadogMonitorKind, resource).target.ownerTag;
};

test('an owner tag stays within what Datadog keeps of a tag, and is one of its own', () => {
  const [a, b] = [tagOf(`${'x'.repeat(250)}a`), tagOf(`${'x'.repeat(250)}b`)];
  expect(a.length).toBeLessThanOrEqual(200);
  expect(a).not.toBe(b);
});

import { explainAnswer, explainSubject } from '@dogwatch/messages';
import { startOtlpReceiver } from '@dogwatch/testing';
import { describe, expect } from 'vitest';
import { eventually } from './testing/eventually.js';
import { fixtureKeys, monitorSpec } from './testing/sync-fixture.js';
import { syncTest } from './testing/sync-test.js';

const test = syncTest.concurrent;

describe.concurrent('a monitor', () => {
  test('is created, gets its id at once and its state when Datadog has one', async ({ fixture }) => {
    await fixture.start();
    await fixture.apply('DatadogMonitor', 'queue', monitorSpec('queue'));
    const id = await fixture.created('queue');
    expect(await fixture.statusOf('queue')).toMatchObject({ id, primary: true, monitorState: 'No Data' });
    fixture.datadog.monitors.setState(id, { overall: 'Alert' });
    await eventually(async () =>
      expect(await fixture.statusOf('queue')).toMatchObject({ monitorState: 'Alert', monitorStateSyncStatus: 'OK' }),
    );
    expect((await fixture.get('DatadogMonitor', 'queue'))?.spec).toEqual(monitorSpec('queue'));
    await eventually(async () => expect(await fixture.events()).toContain('Create DatadogMonitor: default/queue'));
    await eventually(() =>
      expect(fixture.changes.at(-1)).toMatchObject({ name: 'queue', state: 'Alert', previousState: 'No Data' }),
    );
    expect(await fixture.conditionsOf('queue')).toEqual({ Active: 'True/InSync', Created: 'True/Created' });
  });

  test('that changes is changed in Datadog, and one that was edited there is put back', async ({ fixture }) => {
    await fixture.start();
    await fixture.apply('DatadogMonitor', 'queue', monitorSpec('queue'));
    const id = await fixture.created('queue');
    await fixture.patch('DatadogMonitor', 'queue', { spec: { name: 'new name' } });
    await eventually(() => expect(fixture.monitorOf(id)?.['name']).toBe('new name'));
    await eventually(async () => expect(await fixture.events()).toContain('Update DatadogMonitor: default/queue'));
    fixture.datadog.monitors.edit(id, { message: 'edited', tags: [] });
    await eventually(() => expect(fixture.monitorOf(id)).toMatchObject({ message: 'look' }));
    expect(fixture.monitorOf(id)?.['tags']).toHaveLength(2);
    expect(fixture.posts()).toBe(1);
  });

  test('that was deleted in Datadog is made again once', async ({ fixture }) => {
    await fixture.start();
    await fixture.apply('DatadogMonitor', 'queue', monitorSpec('queue'));
    const id = await fixture.created('queue');
    fixture.datadog.monitors.remove(id);
    await eventually(async () => expect((await fixture.statusOf('queue'))['id']).toBe(id + 1));
    expect(fixture.datadog.monitors.list()).toHaveLength(1);
    expect(fixture.posts()).toBe(2);
  });

  test('whose status was wiped, by whoever and while nobody leads, keeps its one monitor', async ({ fixture }) => {
    const first = await fixture.start();
    await fixture.apply('DatadogMonitor', 'queue', monitorSpec('queue'));
    const id = await fixture.created('queue');
    await fixture.patchStatus('DatadogMonitor', 'queue', { status: null });
    await eventually(async () => expect((await fixture.statusOf('queue'))['id']).toBe(id));
    await first.stop();
    await fixture.patchStatus('DatadogMonitor', 'queue', { status: null });
    await fixture.start({ instance: 'sync-1' });
    await eventually(async () => expect((await fixture.statusOf('queue'))['id']).toBe(id));
    expect(fixture.posts()).toBe(1);
  });

  test('of which the create succeeded without an answer is found, not made twice', async ({ fixture }) => {
    await fixture.start();
    fixture.datadog.fail({ mode: 'lostAnswer', method: 'POST', times: 1 });
    await fixture.apply('DatadogMonitor', 'queue', monitorSpec('queue'));
    expect(await fixture.created('queue')).toBe(1001);
    expect(fixture.posts()).toBe(1);
  });

  test('is deleted with its resource, which stays until Datadog answers', async ({ fixture }) => {
    await fixture.start();
    await fixture.apply('DatadogMonitor', 'queue', monitorSpec('queue'));
    await fixture.created('queue');
    fixture.datadog.fail({ mode: 'serverError', method: 'DELETE', times: 1 });
    await fixture.remove('DatadogMonitor', 'queue');
    await eventually(async () =>
      expect((await fixture.statusOf('queue'))['monitorStateSyncStatus']).toBe('error deleting monitor'),
    );
    expect(fixture.datadog.monitors.list()).toHaveLength(1);
    await eventually(async () => expect(await fixture.get('DatadogMonitor', 'queue')).toBeUndefined());
    expect(fixture.datadog.monitors.list()).toHaveLength(0);
    await eventually(async () => expect(await fixture.events()).toContain('Delete DatadogMonitor: default/queue'));
  });

  test('stays in Datadog when its resource says so', async ({ fixture }) => {
    await fixture.start();
    await fixture.apply('DatadogMonitor', 'queue', monitorSpec('queue'), {
      'monitor.datadoghq.com/deletion-policy': 'Orphan',
    });
    await fixture.created('queue');
    await fixture.remove('DatadogMonitor', 'queue');
    await eventually(async () => expect(await fixture.get('DatadogMonitor', 'queue')).toBeUndefined());
    expect(fixture.datadog.monitors.list()).toHaveLength(1);
  });

  test('that is there already is taken over by its id, and told how it differed', async ({ fixture }) => {
    fixture.datadog.monitors.add({
      id: 7,
      ...monitorSpec('queue'),
      name: 'old',
      tags: ['team:a'],
      overall_state: 'OK',
    });
    await fixture.start();
    await fixture.apply('DatadogMonitor', 'queue', monitorSpec('queue'), { 'monitor.datadoghq.com/adopt-id': '7' });
    await eventually(() => expect(fixture.monitorOf(7)?.['name']).toBe('queue'));
    await eventually(async () => expect(await fixture.statusOf('queue')).toMatchObject({ id: 7, primary: true }));
    const events = await eventually(async () => {
      const found = await fixture.events();
      expect(found.some((event) => event.startsWith('Adopt DatadogMonitor'))).toBe(true);
      return found;
    });
    expect(events.find((event) => event.startsWith('Adopt'))).toContain('name, tags');
  });

  test('with a wrong query is never sent', async ({ fixture }) => {
    await fixture.start();
    await fixture.apply('DatadogMonitor', 'queue', monitorSpec('queue', { query: 'avg(last_5m):avg:x{*}' }));
    await eventually(async () => expect(await fixture.conditionsOf('queue')).toMatchObject({ Error: 'True/BadQuery' }));
    await fixture.patch('DatadogMonitor', 'queue', { spec: { query: 'avg(last_5m):avg:x{*} > 1' } });
    await fixture.created('queue');
    expect(await fixture.conditionsOf('queue')).toMatchObject({ Error: 'False/NoError' });
    expect(fixture.posts()).toBe(1);
  });

  test('without the required tag is read by itself', async ({ fixture }) => {
    await fixture.start();
    const controllerOptions = { disableRequiredTags: true };
    await fixture.apply('DatadogMonitor', 'queue', monitorSpec('queue', { controllerOptions }));
    const id = await fixture.created('queue');
    expect(fixture.monitorOf(id)?.['tags']).toHaveLength(1);
    fixture.datadog.monitors.setState(id, { overall: 'Warn' });
    await eventually(async () => expect((await fixture.statusOf('queue'))['monitorState']).toBe('Warn'));
  });
});

test('a composite is created when the monitors that it names have their ids', async ({ fixture }) => {
  await fixture.start();
  const both = { name: 'both', message: 'm', type: 'composite', query: 'a && !default/b' };
  await fixture.apply('DatadogMonitor', 'both', both);
  await eventually(async () =>
    expect(await fixture.conditionsOf('both')).toMatchObject({ Error: 'True/BadReference' }),
  );
  await fixture.apply('DatadogMonitor', 'a', monitorSpec('a'));
  await fixture.apply('DatadogMonitor', 'b', monitorSpec('b'));
  const id = await fixture.created('both');
  const [a, b] = [await fixture.created('a'), await fixture.created('b')];
  expect(fixture.monitorOf(id)?.['query']).toBe(`${a} && !${b}`);
});

test('a state is kept while Datadog cannot be read, and the sync status says so', async ({ fixture }) => {
  await fixture.start();
  await fixture.apply('DatadogMonitor', 'queue', monitorSpec('queue'));
  fixture.datadog.monitors.setState(await fixture.created('queue'), { overall: 'Alert' });
  await eventually(async () => expect((await fixture.statusOf('queue'))['monitorState']).toBe('Alert'));
  fixture.datadog.fail({ mode: 'serverError', method: 'GET' });
  await eventually(async () =>
    expect((await fixture.statusOf('queue'))['monitorStateSyncStatus']).toBe('error getting monitor'),
  );
  expect((await fixture.statusOf('queue'))['monitorState']).toBe('Alert');
  fixture.datadog.recover();
  await eventually(async () => expect((await fixture.statusOf('queue'))['monitorStateSyncStatus']).toBe('OK'));
});

test('keys that are refused are told once for all, and new keys are tried at once', async ({ fixture }) => {
  const service = await fixture.start({ env: { DD_CREDENTIALS_SECRET: 'keys', DD_API_KEY: 'x', DD_APP_KEY: 'y' } });
  for (const name of ['a', 'b', 'c']) await fixture.apply('DatadogMonitor', name, monitorSpec(name));
  await eventually(async () => expect(await fixture.conditionsOf('c')).toMatchObject({ Error: 'True/Forbidden' }));
  await eventually(async () =>
    expect((await fixture.events()).filter((event) => event.startsWith('Forbidden'))).toHaveLength(1),
  );
  expect(service.context.config.credentialsSecret).toBe('keys');
  const data = Object.fromEntries(
    Object.entries({ 'api-key': fixtureKeys.apiKey, 'app-key': fixtureKeys.appKey }).map(([key, value]) => [
      key,
      Buffer.from(value).toString('base64'),
    ]),
  );
  fixture.kube.load({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'keys', namespace: 'default' }, data });
  for (const name of ['a', 'b', 'c']) await fixture.created(name);
});

test('the next leader goes on without making anything twice', async ({ fixture }) => {
  const first = await fixture.start();
  const names = Array.from({ length: 40 }, (_, index) => `m${index}`);
  await Promise.all(names.map((name) => fixture.apply('DatadogMonitor', name, monitorSpec(name))));
  await eventually(() => expect(fixture.datadog.monitors.list().length).toBeGreaterThan(5));
  await Promise.all([first.stop(), fixture.start({ instance: 'sync-1' })]);
  for (const name of names) await fixture.created(name);
  expect(fixture.datadog.monitors.list()).toHaveLength(40);
});

test('a generic resource is sent as it is, with its owner', async ({ fixture }) => {
  await fixture.start();
  const jsonSpec = JSON.stringify(monitorSpec('raw'));
  await fixture.apply('DatadogGenericResource', 'raw', { type: 'monitor', jsonSpec });
  await eventually(async () =>
    expect(await fixture.statusOf('raw', 'DatadogGenericResource')).toMatchObject({ id: '1001', syncStatus: 'OK' }),
  );
  expect(fixture.monitorOf(1001)).toMatchObject(monitorSpec('raw'));
  fixture.datadog.monitors.setState(1001, { overall: 'OK' });
  await eventually(async () => expect((await fixture.statusOf('raw', 'DatadogGenericResource'))['state']).toBe('OK'));
});

test('it explains a monitor, and says what it does not know', async ({ fixture }) => {
  await fixture.start();
  await fixture.apply('DatadogMonitor', 'queue', monitorSpec('queue'));
  await fixture.created('queue');
  const ask = async (name: string) => {
    const request = { kind: 'monitor', namespace: 'default', name };
    const options = { schema: explainAnswer, timeoutMillis: 1000 };
    const answer = await fixture.link.requestJson(explainSubject, { app: 'monitor-sync' }, request, options);
    return answer.ok ? answer.value : answer;
  };
  await eventually(async () =>
    expect(await ask('queue')).toMatchObject({
      known: true,
      steps: [
        { subject: 'definition', state: 'ok' },
        { subject: 'object', text: 'It is monitor 1001, which is deleted when the resource goes.' },
        { subject: 'call', state: 'ok' },
        { subject: 'reading', state: 'ok' },
        { subject: 'next', state: 'info' },
        { subject: 'state', text: expect.stringContaining('The state is No Data') },
      ],
    }),
  );
  expect(await ask('none')).toMatchObject({ known: false, steps: [] });
});

test('it is ready when it leads and has listed everything, or knows why not', async ({ fixture }) => {
  const service = await fixture.start();
  const ready = async () => (await fetch(`http://127.0.0.1:${service.ports.health}/readyz`)).status;
  await eventually(async () => expect(await ready()).toBe(200));
  const metrics = await (await fetch(`http://127.0.0.1:${service.ports.metrics}/metrics`)).text();
  expect(metrics).toContain('monitor_sync_leader 1');
});

test('a trace goes from the change of a resource to the call', async ({ fixture }) => {
  const receiver = await startOtlpReceiver();
  await fixture.start({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url } });
  await fixture.apply('DatadogMonitor', 'queue', monitorSpec('queue'));
  await fixture.created('queue');
  await fixture.stopReplicas();
  const change = receiver.spans().find(({ name }) => name === 'create DatadogMonitor');
  const call = receiver.spans().find(({ name }) => name === 'POST /api/v1/monitor');
  expect(change?.attributes).toMatchObject({ 'k8s.resource.name': 'default/queue' });
  expect(call).toMatchObject({ traceId: change?.traceId, parentSpanId: change?.spanId });
  await receiver.stop();
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { send } from '../lab/apply.ts';
import { eventually, type Lab, startLab } from '../lab/lab.ts';
import {
  callsBy,
  getMonitor,
  idOf,
  monitorConditionsOf,
  monitorPath,
  toMonitor,
  type SyncedResource,
  wipeStatus,
} from '../lab/monitors.ts';

// However things go wrong, a resource has one monitor in Datadog, and its definition.
const namespace = 'dogwatch-just-one';
let lab: Lab;

const namesInDatadog = (): readonly unknown[] => lab.datadog.monitors.list().map(({ name }) => name);
const looks = (): number =>
  lab.datadog.calls.list().filter(({ method, path }) => method === 'GET' && path === '/api/v1/monitor').length;

/** Waits until Datadog was looked at two times more: what was to happen has happened. */
async function aWhile(): Promise<void> {
  const before = looks();
  await eventually(() => expect(looks()).toBeGreaterThan(before + 1));
}

beforeAll(async () => {
  lab = await startLab({ name: namespace });
  await lab.startSync('sync-0', { DD_MONITOR_SYNC_PERIOD: '1', DD_MONITOR_CALL_TIMEOUT: '1' });
});

afterAll(() => lab.stop());

test('a monitor that was deleted in Datadog comes back once', async () => {
  await lab.apply(toMonitor(namespace, 'deleted'));
  const id = await idOf(lab, namespace, 'deleted');
  lab.datadog.monitors.remove(id);
  await eventually(async () => expect(await idOf(lab, namespace, 'deleted')).toBeGreaterThan(id));
  await aWhile();
  expect(namesInDatadog()).toEqual(['deleted is long']);
  expect(callsBy(lab, 'POST')).toBe(2);
});

test('a status that was wiped finds its monitor again', async () => {
  await lab.apply(toMonitor(namespace, 'wiped'));
  const id = await idOf(lab, namespace, 'wiped');
  const posts = callsBy(lab, 'POST');
  await wipeStatus(lab, namespace, 'wiped');
  expect(await idOf(lab, namespace, 'wiped')).toBe(id);
  const { status } = await getMonitor(lab, namespace, 'wiped');
  expect(status).toMatchObject({ primary: true, monitorStateSyncStatus: 'OK' });
  expect(callsBy(lab, 'POST')).toBe(posts);
});

describe('a create that succeeded, but whose answer', () => {
  test.concurrent.each(['hang', 'reset', 'gatewayTimeout'] as const)('is lost (%s)', async (ending) => {
    const name = `lost-${ending.toLowerCase()}`;
    lab.datadog.fail({ mode: 'lostAnswer', ending, method: 'POST', matching: name, times: 1 });
    await lab.apply(toMonitor(namespace, name));
    const id = await idOf(lab, namespace, name);
    await aWhile();
    const made = lab.datadog.monitors.list().filter((monitor) => monitor['name'] === `${name} is long`);
    expect(made).toMatchObject([{ id }]);
  });
});

describe('a definition that is wrong', () => {
  test('is not sent when the query says so, and told with its place', async () => {
    const posts = callsBy(lab, 'POST');
    await lab.apply(toMonitor(namespace, 'wrong', { spec: { query: 'avg(last_5m):avg:shop.depth{*} >> 5' } }));
    await eventually(async () =>
      expect(await monitorConditionsOf(lab, namespace, 'wrong')).toMatchObject({ Error: 'True/BadQuery' }),
    );
    await aWhile();
    expect(callsBy(lab, 'POST')).toBe(posts);
  });

  test('is sent once when only Datadog refuses it, and again when it was changed', async () => {
    const posts = callsBy(lab, 'POST');
    lab.datadog.fail({ id: 'no', mode: 'refuse', status: 400, method: 'POST' });
    await lab.apply(toMonitor(namespace, 'refused'));
    await eventually(async () =>
      expect(await monitorConditionsOf(lab, namespace, 'refused')).toMatchObject({ Error: 'True/Refused' }),
    );
    const { status } = await getMonitor(lab, namespace, 'refused');
    expect(status?.monitorStateSyncStatus).toBe('error validating monitor');
    lab.datadog.recover('no');
    await aWhile();
    expect(callsBy(lab, 'POST')).toBe(posts + 1);
    await lab.apply(toMonitor(namespace, 'refused', { spec: { message: 'look again' } }));
    await idOf(lab, namespace, 'refused');
    expect(await monitorConditionsOf(lab, namespace, 'refused')).toMatchObject({ Error: 'False/NoError' });
  });
});

test('GitOps: applied again and again, a resource never differs, and nothing is sent', async () => {
  const manifest = toMonitor(namespace, 'deleted', { spec: { options: { thresholds: { critical: '5' } } } });
  const before = callsBy(lab, 'PUT');
  await lab.apply(manifest);
  await eventually(() => expect(callsBy(lab, 'PUT')).toBe(before + 1));
  const { metadata } = await getMonitor(lab, namespace, 'deleted');
  for (const [round, dryRun] of Array.from({ length: 20 }, (_, index) => [index, index % 2 === 0] as const)) {
    const path = `${monitorPath(namespace, 'deleted')}?fieldManager=story${dryRun ? '&dryRun=All' : ''}`;
    const headers = { 'content-type': 'application/apply-patch+yaml' };
    // without force: a field that somebody else had written would be a conflict
    const applied = (await send(lab.client, 'PATCH', path, { body: manifest, headers })) as SyncedResource;
    expect(applied.spec).toEqual(manifest['spec']);
    expect(applied.metadata.generation, `round ${round}`).toBe(metadata.generation);
  }
  await aWhile();
  expect(callsBy(lab, 'PUT')).toBe(before + 1);
});

test('nobody but who applied them owns a field of a spec', async () => {
  const path = monitorPath(namespace);
  const { items } = await lab.get<{ items: readonly { metadata: { managedFields: readonly ManagedFields[] } }[] }>(
    path,
  );
  const managers = items.flatMap(({ metadata }) => metadata.managedFields);
  expect(managers.map(({ manager }) => manager)).toContain('monitor-sync');
  const writers = managers.filter(({ fieldsV1 }) => 'f:spec' in fieldsV1).map(({ manager }) => manager);
  expect([...new Set(writers)]).toEqual(['story']);
});

interface ManagedFields {
  readonly manager: string;
  readonly fieldsV1: Readonly<Record<string, unknown>>;
}

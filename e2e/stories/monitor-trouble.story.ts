import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AppProcess } from '../lab/app-process.ts';
import { type Manifest, send } from '../lab/apply.ts';
import { eventually, installCrds, type Lab, startLab } from '../lab/lab.ts';
import { getMonitor, idOf, listMonitors, monitorConditionsOf, toMonitor, untilGone } from '../lab/monitors.ts';

const namespace = 'dogwatch-monitor-trouble';
const rare = ['datadogdashboards', 'datadoggenericresources', 'datadogslos'];
let lab: Lab;
let sync: AppProcess;

const syncStatusOf = async (name: string): Promise<string | undefined> =>
  (await getMonitor(lab, namespace, name)).status?.monitorStateSyncStatus;

beforeAll(async () => {
  lab = await startLab({ name: namespace });
  for (const plural of rare) {
    const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${plural}.datadoghq.com`;
    await send(lab.client, 'DELETE', path);
    await untilGone(lab, path);
  }
  sync = await lab.startSync('sync-0');
});

afterAll(async () => {
  await installCrds(lab.client);
  await lab.stop();
});

describe('a cluster without some of the CRDs', () => {
  test('has its monitors synced, and the replica is ready', async () => {
    await lab.apply(toMonitor(namespace, 'queue'));
    await idOf(lab, namespace, 'queue');
    expect((await sync.probe('/readyz')).status).toBe(200);
  });

  test('gets the others without a restart when they are installed', async () => {
    await installCrds(lab.client, ...rare);
    const slo: Manifest = {
      apiVersion: 'datadoghq.com/v1alpha1',
      kind: 'DatadogSLO',
      metadata: { name: 'orders', namespace },
      spec: {
        name: 'orders',
        type: 'metric',
        query: { numerator: 'sum:a{*}.as_count()', denominator: 'sum:b{*}.as_count()' },
        timeframe: '7d',
        targetThreshold: '99.9',
      },
    };
    await lab.apply(slo);
    await eventually(() => expect(lab.datadog.objects.slos.list()).toHaveLength(1), 90);
  });

  test('does not let the type of a generic resource be changed', async () => {
    const generic: Manifest = {
      apiVersion: 'datadoghq.com/v1alpha1',
      kind: 'DatadogGenericResource',
      metadata: { name: 'raw', namespace },
      spec: { type: 'notebook', jsonSpec: '{"data":{}}' },
    };
    await lab.apply(generic);
    await expect(lab.apply({ ...generic, spec: { type: 'slo', jsonSpec: '{}' } })).rejects.toThrow(
      'the type cannot change',
    );
  });
});

describe('a namespace is deleted while Datadog answers 500', () => {
  const doomed = `${namespace}-doomed`;
  const names = ['a', 'b', 'c', 'd', 'e'];
  const doomedInDatadog = (): number =>
    lab.datadog.monitors.list().filter(({ tags }) => JSON.stringify(tags).includes(`/${doomed}/`)).length;

  test('it waits with its monitors, and says why', async () => {
    await lab.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: doomed } });
    await lab.apply(...names.map((name) => toMonitor(doomed, name)));
    for (const name of names) await idOf(lab, doomed, name);
    lab.datadog.fail({ id: 'down', mode: 'serverError', status: 500, method: 'DELETE' });
    await send(lab.client, 'DELETE', `/api/v1/namespaces/${doomed}`);
    await eventually(async () => {
      const resources = await listMonitors(lab, doomed);
      const told = resources.filter(({ status }) => status?.monitorStateSyncStatus === 'error deleting monitor');
      expect(told).toHaveLength(names.length);
    });
    expect(doomedInDatadog()).toBe(names.length);
  });

  test('it goes when Datadog is back, and so do its monitors', async () => {
    lab.datadog.recover('down');
    await untilGone(lab, `/api/v1/namespaces/${doomed}`, 60);
    expect(doomedInDatadog()).toBe(0);
  });
});

describe('Datadog answers 429, and says for how long', () => {
  const resetSeconds = 10;

  test('states are kept and said to be old, what is new waits, and nobody asks again before the time', async () => {
    const id = await idOf(lab, namespace, 'queue');
    lab.datadog.monitors.setState(id, { overall: 'Warn' });
    await eventually(async () => expect((await getMonitor(lab, namespace, 'queue')).status?.monitorState).toBe('Warn'));
    lab.datadog.fail({ id: 'limit', mode: 'rateLimited', resetSeconds });
    await eventually(async () => expect(await syncStatusOf('queue')).toBe('error getting monitor'));
    await lab.apply(toMonitor(namespace, 'late'));
    await eventually(async () => expect(await syncStatusOf('late')).toMatch(/^error (getting|validating) monitor$/));
    expect((await getMonitor(lab, namespace, 'queue')).status?.monitorState).toBe('Warn');
    expect(await monitorConditionsOf(lab, namespace, 'queue')).toMatchObject({ Active: 'True/InSync' });
    // one call for each endpoint that somebody wanted to use
    const endpoints = new Set(
      lab.datadog.calls
        .list()
        .filter(({ status }) => status === 429)
        .map(({ endpoint }) => endpoint),
    );
    expect(lab.datadog.calls.count({ status: 429 })).toBe(endpoints.size);
    lab.datadog.recover('limit');
  });

  test('after that time all goes on by itself', async () => {
    await idOf(lab, namespace, 'late');
    await eventually(async () => expect(await syncStatusOf('queue')).toBe('OK'));
    expect(lab.datadog.monitors.list().filter(({ name }) => name === 'late is long')).toHaveLength(1);
  });
});

describe('keys that are refused', () => {
  test('every resource says so, and one Event in all', async () => {
    lab.datadog.acceptKeys({ apiKeys: ['another'], applicationKeys: ['another'] });
    await eventually(async () =>
      expect(await monitorConditionsOf(lab, namespace, 'queue')).toMatchObject({ Error: 'True/Forbidden' }),
    );
    await lab.apply(toMonitor(namespace, 'later'));
    await eventually(async () =>
      expect(await monitorConditionsOf(lab, namespace, 'later')).toMatchObject({ Error: 'True/Forbidden' }),
    );
    const { items } = await lab.get<{ items: readonly { reason: string }[] }>(`/api/v1/namespaces/${namespace}/events`);
    expect(items.filter(({ reason }) => reason === 'Forbidden')).toHaveLength(1);
  });
});

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AppProcess } from '../lab/app-process.ts';
import { type Manifest, readGuideManifests, send } from '../lab/apply.ts';
import { eventually, keys, type Lab, startLab } from '../lab/lab.ts';
import { callsBy, getMonitor, idOf, monitorConditionsOf, monitorPath, removeMonitor } from '../lab/monitors.ts';
import { printTable } from '../lab/print-table.ts';

// Plays the guide docs/guides/monitors-as-code.md, from its own manifests.
const guide = readFileSync('docs/guides/monitors-as-code.md', 'utf8');
const manifests = readGuideManifests(guide);
const find = (name: string): Manifest => {
  const manifest = manifests.find(({ metadata }) => metadata.name === name);
  if (manifest === undefined) throw new Error(`the guide has no resource ${name}`);
  return manifest;
};
const namespace = 'shop';
let lab: Lab;
let sync: AppProcess;

interface EventList {
  readonly items: readonly { readonly reason: string; readonly message: string }[];
}

const eventsOf = async (name: string): Promise<readonly string[]> => {
  const path = `/api/v1/namespaces/${namespace}/events?fieldSelector=involvedObject.name%3D${name}`;
  return (await lab.get<EventList>(path)).items.map(({ reason, message }) => `${reason}: ${message}`);
};

beforeAll(async () => {
  lab = await startLab({ name: 'dogwatch-monitors' });
  await lab.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  sync = await lab.startSync('sync-0');
});

afterAll(async () => {
  await send(lab.client, 'DELETE', `/api/v1/namespaces/${namespace}`);
  await lab.stop();
});

describe('the guide', () => {
  test('a monitor is applied, and kubectl get shows it with the columns of the tutorial', async () => {
    await lab.apply(find('pods-restarting'));
    await eventually(async () => {
      const table = await printTable(lab, monitorPath(namespace));
      expect(guide).toContain(table.split('\n')[0]);
      const time = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ';
      expect(table).toMatch(new RegExp(`^pods-restarting +1001 +No Data +${time} +${time} +OK +\\d+s`, 'm'));
    });
    const { metadata, spec } = await getMonitor(lab, namespace, 'pods-restarting');
    expect(spec).toEqual(find('pods-restarting')['spec']);
    expect(metadata.finalizers).toEqual(['finalizer.monitor.datadoghq.com']);
    expect(await eventsOf('pods-restarting')).toContain('Create DatadogMonitor: shop/pods-restarting');
  });

  test('it carries the tags of the resource, the required one and its owner', () => {
    const tags = lab.datadog.monitors.get(1001)?.['tags'];
    expect(tags).toEqual([
      'generated:kubernetes',
      expect.stringMatching(/^kube_owner:[0-9a-f]{8}\/shop\/pods-restarting$/),
      'team:shop',
    ]);
  });

  test('states follow Datadog, with the groups that are not well', async () => {
    lab.datadog.monitors.setState(1001, { groups: { 'pod_name:web-1': 'Alert', 'pod_name:web-2': 'OK' } });
    await eventually(async () => {
      const { status } = await getMonitor(lab, namespace, 'pods-restarting');
      expect(status).toMatchObject({
        monitorState: 'Alert',
        triggeredState: [{ monitorGroup: 'pod_name:web-1', state: 'Alert' }],
      });
    });
    lab.datadog.monitors.setState(1001, { groups: { 'pod_name:web-1': 'OK', 'pod_name:web-2': 'OK' } });
    await eventually(async () =>
      expect(await printTable(lab, monitorPath(namespace))).toMatch(/^pods-restarting +1001 +OK .* OK +\d+s/m),
    );
    expect(await monitorConditionsOf(lab, namespace, 'pods-restarting')).toEqual({
      Active: 'True/InSync',
      Created: 'True/Created',
    });
  });

  test('an edit in Datadog is put back by one update', async () => {
    lab.datadog.monitors.edit(1001, { message: 'muted', options: { notify_no_data: true } });
    await eventually(() =>
      expect(lab.datadog.monitors.get(1001)).toMatchObject({
        message: 'Containers of {{pod_name.name}} restart. @team-shop',
        options: { notify_no_data: false },
      }),
    );
    await eventually(async () =>
      expect(await eventsOf('pods-restarting')).toContain('Update DatadogMonitor: shop/pods-restarting'),
    );
    expect(callsBy(lab, 'PUT')).toBe(1);
  });

  test('a monitor that exists is taken over, told how it differed', async () => {
    const { query, ...spec } = find('queue-is-long')['spec'] as Record<string, unknown>;
    const options = { notify_audit: true, thresholds: { critical: 100 } };
    lab.datadog.monitors.add({ id: 1002, ...spec, query, options, overall_state: 'OK' });
    await lab.apply(find('queue-is-long'));
    expect(await idOf(lab, namespace, 'queue-is-long')).toBe(1002);
    await eventually(async () => {
      const text = 'shop/queue-is-long took over 1002, since the annotation adopt-id; it differs in tags';
      expect(guide).toContain(text);
      expect(await eventsOf('queue-is-long')).toContain(`Adopt DatadogMonitor: ${text}`);
    });
    expect(await monitorConditionsOf(lab, namespace, 'queue-is-long')).toMatchObject({ Created: 'True/Adopted' });
    expect(callsBy(lab, 'POST')).toBe(1);
  });

  test('a monitor stays in Datadog when its resource says Orphan before it is deleted', async () => {
    const annotations = { 'monitor.datadoghq.com/adopt-id': '1002', 'monitor.datadoghq.com/deletion-policy': 'Orphan' };
    const manifest = find('queue-is-long');
    await lab.apply({ ...manifest, metadata: { ...manifest.metadata, annotations } });
    await removeMonitor(lab, namespace, 'queue-is-long');
    expect(lab.datadog.monitors.get(1002)).toBeDefined();
    expect(callsBy(lab, 'DELETE')).toBe(0);
  });

  test('a composite waits for the monitors that it names, and is created with their ids', async () => {
    await lab.apply(find('shop-is-down'));
    await eventually(async () =>
      expect(await monitorConditionsOf(lab, namespace, 'shop-is-down')).toMatchObject({ Error: 'True/BadReference' }),
    );
    const jsonSpec = JSON.stringify({
      name: 'Nobody buys',
      type: 'query alert',
      query: 'sum(last_15m):sum:shop.orders{*}.as_count() < 1',
      message: 'look',
      options: { new_host_delay: 600, thresholds: { critical: 1 } },
    });
    await lab.apply({ ...find('shop-is-down'), metadata: { name: 'nobody-buys', namespace }, spec: { jsonSpec } });
    const id = await idOf(lab, namespace, 'shop-is-down');
    const buys = await idOf(lab, namespace, 'nobody-buys');
    expect(lab.datadog.monitors.get(id)?.['query']).toBe(`1001 && ${buys}`);
  });

  test('what Datadog still needs stays until nothing needs it, then goes with its resource', async () => {
    await send(lab.client, 'DELETE', monitorPath(namespace, 'nobody-buys'));
    await eventually(async () => {
      const { status } = await getMonitor(lab, namespace, 'nobody-buys');
      expect(status?.monitorStateSyncStatus).toBe('error deleting monitor');
    });
    await removeMonitor(lab, namespace, 'shop-is-down');
    await removeMonitor(lab, namespace, 'pods-restarting');
    await eventually(() => expect(lab.get(monitorPath(namespace, 'nobody-buys'))).rejects.toThrow('404'));
    expect(lab.datadog.monitors.list().map(({ id }) => id)).toEqual([1002]);
  });
});

test('it is ready, and neither key shows up in a log line, a resource or the metrics', async () => {
  expect((await sync.probe('/readyz')).status).toBe(200);
  const resources = await lab.get('/apis/datadoghq.com/v1alpha1/datadogmonitors');
  const events = await lab.get(`/api/v1/namespaces/${namespace}/events`);
  for (const text of [sync.logs, resources, events].map((value) => JSON.stringify(value))) {
    expect(text).not.toContain(keys.apiKey);
    expect(text).not.toContain(keys.appKey);
  }
  expect(await sync.metricsText()).toContain('monitor_sync_leader 1');
});

test('it ends with exit code 0 on SIGTERM', async () => {
  expect(await sync.stop()).toBe(0);
});

import type { ControlPlane } from '@dogwatch/control-plane';
import { startControlPlane } from '@dogwatch/control-plane';
import { datadogMetricCrd, toManifest, type DatadogMetric } from '@dogwatch/crds';
import {
  coreResources,
  createEventRecorder,
  createKubeClient,
  type KubeClient,
  type KubeResult,
  listWatch,
  loadKubeConfig,
  runLeaderElection,
  updateStatus,
} from '@dogwatch/kube';
import { capturingLogger, silentLogger } from '@dogwatch/telemetry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const { configMaps, customResourceDefinitions, datadogMetrics, events, leases, namespaces } = coreResources;
const namespace = 'kube-adapter';

// Its own control plane: it kills the API server, and begins without the CRD.
let controlPlane: ControlPlane;
let client: KubeClient;

beforeAll(async () => {
  controlPlane = await startControlPlane();
  client = createKubeClient(loadKubeConfig({ path: controlPlane.kubeconfigPath }));
  must(await client.create(namespaces, { metadata: { name: namespace } }));
});

afterAll(async () => {
  await client?.close();
  await controlPlane?.stop();
});

function must<T>(result: KubeResult<T>): T {
  if (!result.ok) throw new Error(`${result.code} ${result.reason}: ${result.message}`);
  return result.value;
}

async function until(isReached: () => boolean, timeout = 60_000): Promise<void> {
  await expect.poll(isReached, { timeout, interval: 20 }).toBe(true);
}

const metric = (name: string, query = 'avg:system.load.1{*}'): DatadogMetric => ({
  metadata: { namespace, name },
  spec: { query },
});

describe('a CRD that comes later', () => {
  it('is waited for, then followed', async () => {
    const { logger, lines } = capturingLogger();
    const watched = listWatch({ client, resource: datadogMetrics, prune: ({ spec }) => spec?.query, log: logger });
    await until(() => watched.state().lastError?.reason === 'NotFound');
    must(await client.create(customResourceDefinitions, { metadata: { name: '' }, ...toManifest(datadogMetricCrd) }));
    await watched.synced;
    must(await client.create(datadogMetrics, metric('early')));
    await until(() => watched.store.get(`${namespace}/early`) === 'avg:system.load.1{*}');
    await watched.stop();
    expect(lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
  });

  it('has the columns that kubectl prints', async () => {
    const status = {
      currentValue: '42',
      autoscalerReferences: 'hpa:a/b',
      conditions: [
        { type: 'Active', status: 'True' as const },
        { type: 'Valid', status: 'True' as const },
        { type: 'Updated', status: 'True' as const, lastUpdateTime: new Date().toISOString() },
      ],
    };
    const target = { resource: datadogMetrics, key: { namespace, name: 'early' } };
    must(await updateStatus(client, target, (current) => ({ ...current, status })));
    const table = await controlPlane.printTable(`/apis/datadoghq.com/v1alpha1/namespaces/${namespace}/datadogmetrics`);
    const [head, row] = table.split('\n');
    expect(head?.split(/ {3,}/)).toEqual(['NAME', 'ACTIVE', 'VALID', 'VALUE', 'REFERENCES', 'UPDATE TIME']);
    expect(row).toMatch(/^early +True +True +42 +hpa:a\/b +\d+s$/);
  });
});

describe('writes', () => {
  it('conflict when they are based on an old version, and updateStatus gets over that', async () => {
    const old = must(await client.create(datadogMetrics, metric('conflict')));
    const key = { namespace, name: 'conflict' };
    must(await client.patch(datadogMetrics, key, { type: 'merge', body: { spec: { maxAge: '1m' } } }));
    expect(await client.replace(datadogMetrics, old)).toMatchObject({ ok: false, reason: 'Conflict', code: 409 });
    let tries = 0;
    const meddle = async (): Promise<KubeResult<DatadogMetric>> =>
      client.patch(datadogMetrics, key, { type: 'merge', body: { spec: { maxAge: `${tries + 5}m` } } });
    let meddling = Promise.resolve<KubeResult<DatadogMetric> | undefined>(undefined);
    const racing: KubeClient = {
      ...client,
      replaceStatus: async (...sent) => {
        if (tries === 1) meddling = meddle();
        await meddling;
        return client.replaceStatus(...sent);
      },
    };
    const written = await updateStatus(racing, { resource: datadogMetrics, key }, (current) => {
      tries += 1;
      return { ...current, status: { currentValue: String(tries) } };
    });
    expect(must(written).status?.currentValue).toBe('2');
  });

  it('are refused with the reasons of the API server', async () => {
    expect(await client.create(namespaces, { metadata: { name: namespace } })).toMatchObject({
      reason: 'AlreadyExists',
    });
    expect(await client.create(configMaps, { metadata: { namespace, name: 'A_B' } })).toMatchObject({
      reason: 'Invalid',
    });
    expect(await client.get(configMaps, { namespace, name: 'none' })).toMatchObject({ reason: 'NotFound' });
    expect(await client.delete(configMaps, { namespace, name: 'kube-root-ca.crt' }, { uid: 'other' })).toMatchObject({
      reason: 'Conflict',
    });
  });

  it('patch in all three ways', async () => {
    const key = { namespace, name: 'patched' };
    const apply = async (fieldManager: string, data: object, force = false) =>
      client.patch(configMaps, key, { type: 'apply', object: { metadata: key, data }, fieldManager, force });
    must(await apply('one', { a: '1', b: '1' }));
    expect(await apply('two', { a: '2' })).toMatchObject({ reason: 'Conflict' });
    must(await apply('two', { a: '2' }, true));
    must(await client.patch(configMaps, key, { type: 'merge', body: { data: { c: '3' } } }));
    const operations = [{ op: 'remove', path: '/data/b' } as const];
    const patched = must(await client.patch(configMaps, key, { type: 'json', operations }));
    expect(patched.data).toEqual({ a: '2', c: '3' });
    must(await client.delete(configMaps, key));
  });

  it('can be rehearsed', async () => {
    must(await client.create(configMaps, { metadata: { namespace, name: 'dry' } }, { dryRun: true }));
    expect(await client.get(configMaps, { namespace, name: 'dry' })).toMatchObject({ reason: 'NotFound' });
  });
});

describe('many objects', () => {
  it('come in pages, in order, and a list-watch keeps what is needed of them', async () => {
    const names = Array.from({ length: 620 }, (_, index) => `many-${String(index).padStart(3, '0')}`);
    for (let start = 0; start < names.length; start += 20) {
      const created = names.slice(start, start + 20).map(async (name) => client.create(datadogMetrics, metric(name)));
      (await Promise.all(created)).forEach(must);
    }
    const all = must(await client.list(datadogMetrics, { namespace }));
    expect(all.items.map(({ metadata }) => metadata.name).filter((name) => name.startsWith('many-'))).toEqual(names);
    const watched = listWatch({
      client,
      resource: datadogMetrics,
      namespace,
      prune: ({ metadata }) => metadata,
      log: silentLogger,
    });
    await watched.synced;
    expect(watched.store.size).toBe(all.items.length);
    expect(watched.store.get(`${namespace}/many-000`)).not.toHaveProperty('managedFields');
    await watched.stop();
  });
});

describe('an API server that is killed', () => {
  it('leaves a list-watch with what it knows, and nothing is missed afterwards', async () => {
    const { logger, lines } = capturingLogger();
    must(await client.create(configMaps, { metadata: { namespace, name: 'before' } }));
    const changes: string[] = [];
    const watched = listWatch({
      client,
      resource: configMaps,
      namespace,
      prune: ({ data }) => data,
      onChange: ({ type, key }) => changes.push(`${type} ${key.split('/')[1] ?? ''}`),
      log: logger,
    });
    await watched.synced;
    await controlPlane.killApiServer();
    await until(() => watched.state().lastError?.reason === 'Unreachable');
    expect(watched.store.has(`${namespace}/before`)).toBe(true);
    expect(await client.get(configMaps, { namespace, name: 'before' })).toMatchObject({ reason: 'Unreachable' });
    await controlPlane.startApiServer();
    must(await client.delete(configMaps, { namespace, name: 'before' }));
    must(await client.create(configMaps, { metadata: { namespace, name: 'after' } }));
    await until(() => changes.includes('deleted before') && changes.includes('added after'));
    await until(() => lines.some(({ message }) => message.includes('again')));
    await watched.stop();
    expect(lines.filter(({ level }) => level === 'warn').length).toBeLessThanOrEqual(2);
    expect(changes.filter((change) => change === 'added after')).toHaveLength(1);
  });

  it('ends a term, and the next leader has a higher one', async () => {
    const log: string[] = [];
    const run = (identity: string) =>
      runLeaderElection({
        client,
        namespace,
        name: 'leader',
        identity,
        durationSeconds: 4,
        renewDeadlineSeconds: 2,
        retrySeconds: 0.5,
        onStarted: (_, term) => log.push(`${identity} leads in term ${term}`),
        onStopped: () => log.push(`${identity} stopped`),
        log: silentLogger,
      });
    const first = run('first');
    await until(() => first.isLeader());
    await controlPlane.killApiServer();
    await until(() => !first.isLeader());
    await controlPlane.startApiServer();
    await until(() => first.isLeader());
    const second = run('second');
    await until(() => second.leader() === 'first');
    await first.stop();
    await until(() => second.isLeader());
    expect(must(await client.get(leases, { namespace, name: 'leader' })).spec).toMatchObject({
      holderIdentity: 'second',
      leaseTransitions: 2,
    });
    await second.stop();
    expect(log).toEqual([
      'first leads in term 0',
      'first stopped',
      'first leads in term 1',
      'first stopped',
      'second leads in term 2',
      'second stopped',
    ]);
  });
});

describe('Events', () => {
  it('are counted up', async () => {
    const { metadata } = must(await client.get(datadogMetrics, { namespace, name: 'early' }));
    const recorder = createEventRecorder({ client, component: 'story', instance: 'story-1', log: silentLogger });
    const note = { type: 'Warning', reason: 'QueryRefused', message: 'no such metric' } as const;
    for (let count = 0; count < 3; count += 1) recorder.recordEvent({ resource: datadogMetrics, metadata }, note);
    await recorder.stop();
    const { items } = must(await client.list(events, { namespace, fieldSelector: 'reason=QueryRefused' }));
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ count: 3, involvedObject: { kind: 'DatadogMetric', name: 'early' } });
  });
});

import { crds, type DatadogMetric } from '@dogwatch/crds';
import { coreResources, createKubeClient, fixedConnection, type KubeClient } from '@dogwatch/kube';
import { type MetricState, newMetricState, readDatadogMetric, toStatus } from '@dogwatch/scaling';
import { capturingLogger, silentLogger } from '@dogwatch/telemetry';
import { type KubeSimulator, startKubeSimulator } from '@dogwatch/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createMetricObjects, isSameStatus, type KubeMetricObjects } from './metric-objects.js';

const definition = readDatadogMetric(
  { metadata: { namespace: 'shop', name: 'orders' }, spec: { query: 'avg:shop.orders{*}' } },
  { env: () => undefined, clusterName: () => undefined },
);
const state: MetricState = {
  ...newMetricState(definition, 1_700_000_000_000),
  active: true,
  valid: true,
  value: 3,
  dataTimeSeconds: 1_700_000_000,
};
const status = toStatus(state, undefined);

const withStatus = (code: number) =>
  toStatus({ ...state, error: { reason: 'ServerError', message: `Received HTTP status code ${code}` } }, status);

describe('a status is written only when it says something new:', () => {
  test('the time of another attempt is no news', () => {
    const later = toStatus({ ...state, updatedAtMillis: state.updatedAtMillis + 30_000 }, status);
    expect(later).not.toEqual(status);
    expect(isSameStatus(later, status)).toBe(true);
  });

  test.each([
    ['the newest data point is 131 s old, maxAge is 120 s', 'the newest data point is 161 s old, maxAge is 120 s'],
    ['the next call is in 3541 s', 'the next call is in 12 s'],
    ['429: try again in 31 seconds', '429: try again in 1 second'],
  ])('seconds that pass are no news: %s', (message, later) => {
    const failed = toStatus({ ...state, error: { reason: 'RateLimited', message } }, status);
    const stillFailing = { ...state, error: { reason: 'RateLimited', message: later } } as const;
    expect(isSameStatus(toStatus(stillFailing, failed), failed)).toBe(true);
  });

  test('another HTTP status in a message is', () => {
    expect(isSameStatus(withStatus(503), withStatus(500))).toBe(false);
  });

  test.each([
    ['a value', { value: 4 }],
    ['a newer data point', { dataTimeSeconds: 1_700_000_030 }],
    ['an error', { error: { reason: 'RateLimited', message: '429' } }],
    ['becoming invalid', { valid: false }],
    ['a reference', { references: ['hpa:shop/web'] }],
  ] satisfies readonly [string, Partial<MetricState>][])('%s is', (_, change) => {
    expect(isSameStatus(toStatus({ ...state, ...change }, status), status)).toBe(false);
  });

  test('the first status is', () => {
    expect(isSameStatus(status, undefined)).toBe(false);
  });
});

describe('over the Kubernetes API', () => {
  const key = 'shop/orders';
  let kube: KubeSimulator;
  let client: KubeClient;

  beforeEach(async () => {
    kube = await startKubeSimulator({ crds });
    client = createKubeClient(fixedConnection({ server: kube.url, token: kube.adminToken }));
    kube.load({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
    kube.load({
      apiVersion: 'datadoghq.com/v1alpha1',
      kind: 'DatadogMetric',
      metadata: { namespace: 'shop', name: 'orders' },
      spec: { query: 'avg:shop.orders{*}' },
    });
  });

  afterEach(async () => {
    await client.close();
    await kube.stop();
  });

  const read = async (): Promise<DatadogMetric | undefined> => {
    const found = await client.get(coreResources.datadogMetrics, { namespace: 'shop', name: 'orders' });
    return found.ok ? found.value : undefined;
  };

  /** What a watch that is a moment late knows: the object before somebody else wrote to it. */
  const lateView = async (): Promise<DatadogMetric> => {
    const before = await read();
    await client.patch(
      coreResources.datadogMetrics,
      { namespace: 'shop', name: 'orders' },
      { type: 'merge', body: { metadata: { labels: { touched: 'yes' } } } },
    );
    if (before === undefined) throw new Error('the object is not there');
    return before;
  };

  test('a conflict is solved by reading the object again', async () => {
    const known = await lateView();
    const onRetry = vi.fn<() => void>();
    const objects = createMetricObjects({
      client,
      states: () => new Map([[key, state]]),
      known: () => known,
      log: silentLogger,
      queueEvents: { retried: onRetry },
    });
    objects.writeStatus(key);
    await vi.waitFor(async () => expect((await read())?.status?.currentValue).toBe('3'));
    await objects.stop();
    expect(onRetry).toHaveBeenCalledTimes(1);
  });

  test('a leader whose term is over does not write over what the next one wrote', async () => {
    const known = await lateView();
    const wrote = vi.fn<(reason: string | undefined) => void>();
    let ended: Promise<void> | undefined;
    const objects: KubeMetricObjects = createMetricObjects({
      client: {
        ...client,
        replaceStatus: (...parts) => {
          ended ??= objects.stop();
          return client.replaceStatus(...parts);
        },
      },
      states: () => new Map([[key, state]]),
      known: () => known,
      log: silentLogger,
      onWrite: wrote,
    });
    objects.writeStatus(key);
    await ended;
    expect(wrote.mock.calls).toEqual([]);
    expect((await read())?.status).toBeUndefined();
  });

  test('an object that has changed since it was last looked at is not deleted', async () => {
    const known = await lateView();
    const objects = createMetricObjects({ client, states: () => new Map(), known: () => known, log: silentLogger });
    expect(await objects.remove(key)).toMatchObject({ ok: false, reason: 'Conflict' });
    expect(await read()).toBeDefined();
    await objects.stop();
  });

  test('a cause that hits all metrics is told once, not for each of them', async () => {
    const { logger, lines } = capturingLogger();
    const known = await read();
    const powerless = createKubeClient(fixedConnection({ server: kube.url, token: 'wrong' }));
    const reasons: (string | undefined)[] = [];
    const objects = createMetricObjects({
      client: powerless,
      states: () => new Map(['shop/orders', 'shop/b', 'shop/c'].map((name) => [name, state])),
      known: () => known,
      log: logger,
      onWrite: (reason) => reasons.push(reason),
    });
    for (const name of ['shop/orders', 'shop/b', 'shop/c']) objects.writeStatus(name);
    await vi.waitFor(() => expect(reasons).toEqual(['Unauthorized', 'Unauthorized', 'Unauthorized']));
    await objects.stop();
    await powerless.close();
    expect(lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
  });
});

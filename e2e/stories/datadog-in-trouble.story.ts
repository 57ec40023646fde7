import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AppProcess } from '../lab/app-process.ts';
import { eventually, type Lab, startLab } from '../lab/lab.ts';
import { conditionsOf, getMetric, servedPath, toActiveMetric } from '../lab/metrics.ts';
import { readApi } from '../lab/read-api.ts';

const namespace = 'dogwatch-trouble';
const neighbours = 200;
let lab: Lab;
let api: AppProcess;
let token: string;

const valueOf = async (name: string): Promise<unknown> => {
  const { body } = await readApi(lab, api, servedPath(namespace, name), token);
  return body;
};

beforeAll(async () => {
  lab = await startLab({ name: namespace, datadog: { rateLimit: { limit: 100_000, periodSeconds: 60 } } });
  lab.datadog.addSeries({ id: 'load', metric: 'shop.load', originSeconds: 0, value: 7 });
  await lab.startPoller('poller-0');
  api = await lab.startApi('api-0');
  token = await lab.token(namespace, 'reader');
  await lab.apply({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: `${namespace}-reader` },
    subjects: [{ kind: 'ServiceAccount', name: 'reader', namespace }],
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'external-metrics-reader' },
  });
});

afterAll(() => lab.stop());

describe('one poisoned query among 200', () => {
  test('is found and marked; every other metric has its value', async () => {
    lab.datadog.fail({ id: 'poison', mode: 'poison', matching: 'shop.poison' });
    const metrics = Array.from({ length: neighbours - 1 }, (_, index) =>
      toActiveMetric(namespace, `load-${index}`, `avg:shop.load{*} + ${index}`),
    );
    await Promise.all(
      [...metrics, toActiveMetric(namespace, 'poison', 'avg:shop.poison{*}')].map((metric) => lab.apply(metric)),
    );
    await eventually(async () => {
      expect(await conditionsOf(lab, namespace, 'poison')).toMatchObject({
        Active: 'True/AlwaysActive',
        Valid: 'False/RequestRefused',
        Error: 'True/RequestRefused',
      });
      const { items } = await lab.get<{ items: Awaited<ReturnType<typeof getMetric>>[] }>(
        `/apis/datadoghq.com/v1alpha1/namespaces/${namespace}/datadogmetrics`,
      );
      const valid = items.filter(({ status }) =>
        status?.conditions?.some(({ type, status: value }) => type === 'Valid' && value === 'True'),
      );
      expect(valid).toHaveLength(neighbours - 1);
    }, 60);
    expect(await valueOf('load-150')).toMatchObject({ items: [{ value: '157' }] });
  });

  test('costs one call more a period from then on, not a batch', async () => {
    lab.datadog.calls.clear();
    await eventually(() => expect(lab.datadog.calls.count()).toBeGreaterThan(12), 60);
    const alone = lab.datadog.calls.list().filter(({ queries }) => queries.some((query) => query.includes('poison')));
    expect(alone.length).toBeGreaterThan(0);
    expect(alone.map(({ queries }) => queries.length)).toEqual(alone.map(() => 1));
  });

  test('comes back when Datadog takes it again', async () => {
    lab.datadog.recover('poison');
    lab.datadog.addSeries({ id: 'poison', metric: 'shop.poison', originSeconds: 0, value: 1 });
    await eventually(async () =>
      expect(await conditionsOf(lab, namespace, 'poison')).toMatchObject({
        Valid: 'True/Fresh',
        Error: 'False/NoError',
      }),
    );
  });
});

describe('Datadog answers 429 for a minute', () => {
  test('values stay valid and served, the condition says RateLimited, and hardly any call is made', async () => {
    lab.datadog.calls.clear();
    lab.datadog.fail({ id: 'limit', mode: 'rateLimited', resetSeconds: 60 });
    await eventually(async () =>
      expect(await conditionsOf(lab, namespace, 'load-0')).toMatchObject({
        Valid: 'True/Fresh',
        Error: 'True/RateLimited',
      }),
    );
    const refused = lab.datadog.calls.count({ status: 429 });
    // a minute of waiting is over when the reset has passed; what counts is what happens in it
    const status = await getMetric(lab, namespace, 'load-0');
    expect(status.status?.currentValue).toBe('7');
    expect(await valueOf('load-0')).toMatchObject({ items: [{ value: '7' }] });
    expect(refused).toBeLessThanOrEqual(10);
  });

  test('when the minute is over everything is polled again, by itself', async () => {
    lab.datadog.recover('limit');
    await eventually(
      async () => expect(await conditionsOf(lab, namespace, 'load-0')).toMatchObject({ Error: 'False/NoError' }),
      90,
    );
    expect(lab.datadog.calls.count({ status: 429 })).toBeLessThanOrEqual(10);
  });
});

describe('hostile answers', () => {
  test.each([
    ['invalid JSON', { mode: 'garbage' }, 'InvalidAnswer'],
    ['an answer of 100 MB', { mode: 'huge', bytes: 100 * 1024 * 1024 }, 'InvalidAnswer'],
    ['a page of a proxy', { mode: 'html', status: 200 }, 'InvalidAnswer'],
    ['503', { mode: 'serverError', status: 503 }, 'ServerError'],
    ['a reset connection', { mode: 'reset' }, 'ServerError'],
  ] as const)('%s: the reason is told, the value is kept', async (_, failure, reason) => {
    lab.datadog.fail({ id: 'hostile', ...failure });
    await eventually(
      async () =>
        expect(await conditionsOf(lab, namespace, 'load-1')).toMatchObject({
          Valid: 'True/Fresh',
          Error: `True/${reason}`,
        }),
      90,
    );
    lab.datadog.recover('hostile');
    await eventually(
      async () => expect(await conditionsOf(lab, namespace, 'load-1')).toMatchObject({ Error: 'False/NoError' }),
      60,
    );
  });

  test('NaN makes the answer invalid JSON: the value is kept', async () => {
    lab.datadog.fail({ id: 'values', mode: 'rawValues', text: 'NaN' });
    await eventually(async () =>
      expect(await conditionsOf(lab, namespace, 'load-2')).toMatchObject({
        Valid: 'True/Fresh',
        Error: 'True/InvalidAnswer',
      }),
    );
    expect(await valueOf('load-2')).toMatchObject({ items: [{ value: '9' }] });
    lab.datadog.recover('values');
  });

  test('1e300 is a value, but not served: the HPA controller would read it as 0', async () => {
    lab.datadog.fail({ id: 'values', mode: 'rawValues', text: '1e300' });
    await eventually(async () => {
      const { status, body } = await readApi(lab, api, servedPath(namespace, 'load-2'), token);
      expect(status).toBe(500);
      expect(JSON.stringify(body)).toMatch(/9\.22e15|too large/);
    });
    lab.datadog.recover('values');
    await eventually(async () => expect(await valueOf('load-2')).toMatchObject({ items: [{ value: '9' }] }));
  });
});

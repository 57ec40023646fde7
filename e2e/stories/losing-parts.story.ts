import { type NatsServer, startNatsServer } from '@dogwatch/control-plane';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AppProcess } from '../lab/app-process.ts';
import { eventually, type Lab, startLab } from '../lab/lab.ts';
import { conditionsOf, getMetric, servedPath, toActiveMetric } from '../lab/metrics.ts';
import { type ApiAnswer, readApi } from '../lab/read-api.ts';

const namespace = 'dogwatch-losing-parts';
let nats: NatsServer;
let lab: Lab;
let token: string;
let pollers: AppProcess[];
let api: AppProcess;

const read = (replica: AppProcess): Promise<ApiAnswer> => readApi(lab, replica, servedPath(namespace, 'load'), token);

/** Reads again and again until `work` is done; gives every status that was seen. */
async function readWhile(replica: AppProcess, work: Promise<unknown>): Promise<Set<number>> {
  const seen = new Set<number>();
  const progress = { isDone: false };
  const finished = work.finally(() => (progress.isDone = true));
  while (!progress.isDone) seen.add((await read(replica)).status);
  await finished;
  return seen;
}

function setLoad(value: number): void {
  lab.datadog.addSeries({ id: 'load', metric: 'shop.load', originSeconds: 0, value });
}

beforeAll(async () => {
  nats = await startNatsServer();
  lab = await startLab({ name: namespace, natsUrl: nats.url });
  setLoad(7);
  pollers = [await lab.startPoller('poller-0'), await lab.startPoller('poller-1')];
  api = await lab.startApi('api-0');
  token = await lab.token(namespace, 'reader');
  await lab.apply(
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: `${namespace}-reader` },
      subjects: [{ kind: 'ServiceAccount', name: 'reader', namespace }],
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'external-metrics-reader' },
    },
    toActiveMetric(namespace, 'load', 'avg:shop.load{*}'),
  );
  await eventually(async () =>
    expect(await read(api)).toMatchObject({ status: 200, body: { items: [{ value: '7' }] } }),
  );
});

afterAll(async () => {
  await lab.stop();
  await nats.stop();
});

const holderOf = async (): Promise<string> => {
  const path = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases/datadog-leader-election-metrics-poller`;
  const { spec } = await lab.get<{ spec: { holderIdentity: string } }>(path);
  return spec.holderIdentity;
};

test('exactly one of two pollers leads and polls', async () => {
  const leaders = await Promise.all(pollers.map((poller) => poller.metricsText()));
  expect(leaders.filter((text) => /^metrics_poller_leader 1$/m.test(text))).toHaveLength(1);
  for (const poller of pollers) expect((await poller.probe('/readyz')).status).toBe(200);
});

test('the leader is killed: the other takes over, and no read fails in between', async () => {
  const name = await holderOf();
  const index = name === 'poller-0' ? 0 : 1;
  await pollers[index]?.kill();
  setLoad(8);
  const takenOver = eventually(async () => {
    expect(await holderOf()).not.toBe(name);
    expect((await getMetric(lab, namespace, 'load')).status?.currentValue).toBe('8');
  }, 60);
  expect([...(await readWhile(api, takenOver))]).toEqual([200]);
  await eventually(async () => expect(await read(api)).toMatchObject({ body: { items: [{ value: '8' }] } }));
});

test('an API replica that starts late answers the same at once', async () => {
  const late = await lab.startApi('api-late');
  await eventually(async () => expect((await late.probe('/readyz')).status).toBe(200));
  expect(await read(late)).toEqual(await read(api));
});

test('NATS is killed: reads go on, from the statuses, and new values too', async () => {
  await nats.kill();
  setLoad(9);
  const seen = await readWhile(
    api,
    eventually(async () => expect(await read(api)).toMatchObject({ body: { items: [{ value: '9' }] } }), 60),
  );
  expect([...seen]).toEqual([200]);
  const health = await api.probe('/readyz');
  expect(health).toMatchObject({ status: 200, body: { peers: { nats: { state: 'down' } } } });
});

test('NATS is back: everything connects by itself, without a restart', async () => {
  await nats.start();
  await eventually(async () => {
    expect(await api.probe('/readyz')).toMatchObject({
      body: { peers: { nats: { state: 'up' }, 'metrics-poller': { state: 'up' } } },
    });
  });
  setLoad(10);
  await eventually(async () => expect(await read(api)).toMatchObject({ body: { items: [{ value: '10' }] } }));
});

test('no leader at all: values are served until they are too old, then the answer says Stale', async () => {
  await Promise.all(pollers.map((poller) => poller.kill()));
  expect(await read(api)).toMatchObject({ status: 200, body: { items: [{ value: '10' }] } });
  const strict = await lab.startApi('api-strict', {
    DD_EXTERNAL_METRICS_PROVIDER_MAX_AGE: '1',
    DD_EXTERNAL_METRICS_PROVIDER_ROLLUP: '1',
    DD_EXTERNAL_METRICS_PROVIDER_QUERY_VALIDITY_PERIOD: '1',
  });
  await eventually(async () => {
    const answer = await read(strict);
    expect(answer.status).toBe(500);
    expect(JSON.stringify(answer.body)).toContain('too old');
  });
  expect(await conditionsOf(lab, namespace, 'load')).toMatchObject({ Valid: 'True/Fresh' });
});

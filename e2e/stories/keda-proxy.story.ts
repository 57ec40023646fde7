import { evaluate, parseTrigger, planTriggerRequest } from '@dogwatch/scaling';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AppProcess } from '../lab/app-process.ts';
import { eventually, type Lab, startLab } from '../lab/lab.ts';
import { toActiveMetric } from '../lab/metrics.ts';
import { type ApiAnswer, readApi } from '../lab/read-api.ts';

const namespace = 'dogwatch-keda-proxy';
/** KEDA's own HTTP time-out. */
const patienceMillis = 3000;
let lab: Lab;
let api: AppProcess;
let token: string;

/** A trigger of KEDA's own scaler in Cluster Agent proxy mode. */
function triggerOf(metric: string, metadata: Readonly<Record<string, string>> = {}) {
  const parsed = parseTrigger({
    metadata: {
      useClusterAgentProxy: 'true',
      datadogMetricName: metric,
      datadogMetricNamespace: namespace,
      targetValue: '2',
      ...metadata,
    },
    authParams: {
      authMode: 'bearer',
      token,
      datadogNamespace: namespace,
      datadogMetricsService: 'external-metrics-api',
      unsafeSsl: 'true',
    },
  });
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.spec;
}

/** Makes KEDA's call to the API itself: the path as it is, no label selector, the token where there is one. */
async function ask(spec: ReturnType<typeof triggerOf>): Promise<ApiAnswer & { readonly elapsedMillis: number }> {
  const request = planTriggerRequest(spec, 0);
  if (!request.ok) throw new Error(request.message);
  const startedAt = performance.now();
  const bearer = request.headers['authorization']?.replace('Bearer ', '') ?? '';
  const answer = await readApi(lab, api, request.path, bearer, { 'user-agent': 'Go-http-client/1.1' });
  return { ...answer, elapsedMillis: performance.now() - startedAt };
}

/** What KEDA makes of the answer. */
async function read(spec: ReturnType<typeof triggerOf>) {
  const { body, elapsedMillis, status } = await ask(spec);
  expect(elapsedMillis).toBeLessThan(patienceMillis);
  return evaluate(spec, {
    httpStatus: status,
    statusText: '',
    header: () => undefined,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

beforeAll(async () => {
  lab = await startLab({ name: namespace });
  lab.datadog.addSeries({ metric: 'nginx.net.request_per_s', originSeconds: 0, value: 0.199_998_75 });
  await lab.startPoller('poller-0');
  api = await lab.startApi('api-0');
  token = await lab.token(namespace, 'datadog-reader');
  await lab.apply(
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: `${namespace}-reader` },
      rules: [{ apiGroups: ['external.metrics.k8s.io'], resources: ['*'], verbs: ['get', 'list', 'watch'] }],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: `${namespace}-reader` },
      subjects: [{ kind: 'ServiceAccount', name: 'datadog-reader', namespace }],
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: `${namespace}-reader` },
    },
    toActiveMetric(namespace, 'nginx-hits', 'sum:nginx.net.request_per_s{*}'),
    toActiveMetric(namespace, 'nothing', 'sum:shop.no_such_metric{*}'),
  );
  await eventually(async () => {
    expect(await ask(triggerOf('nginx-hits'))).toMatchObject({ status: 200 });
    expect(await ask(triggerOf('nothing'))).toMatchObject({ status: 422 });
  });
});

afterAll(() => lab.stop());

test("KEDA's own scaler reads a DatadogMetric with the token of a ServiceAccount", async () => {
  const answer = await ask(triggerOf('nginx-hits'));
  expect(answer.body).toMatchObject({
    kind: 'ExternalMetricValueList',
    items: [{ metricName: `datadogmetric@${namespace}:nginx-hits`, value: expect.stringMatching(/^[\d.]+[a-z]*$/) }],
  });
  const evaluation = await read(triggerOf('nginx-hits'));
  expect(evaluation.ok && evaluation.value).toBeCloseTo(0.199_998_75, 6);
  expect(evaluation).toMatchObject({ active: true });
  expect(await read(triggerOf('nginx-hits', { activationTargetValue: '0.2' }))).toMatchObject({ active: false });
});

test('no data is 422 with a message, so the substitute of the trigger counts', async () => {
  expect((await ask(triggerOf('nothing'))).body).toMatchObject({ kind: 'Status', message: expect.stringMatching(/./) });
  expect(await read(triggerOf('nothing', { metricUnavailableValue: '1.5' }))).toEqual({
    ok: true,
    value: 1.5,
    active: true,
  });
  expect(await read(triggerOf('nothing'))).toMatchObject({
    ok: false,
    message: expect.stringContaining('(status 422)'),
  });
});

test('what is not there is 404, whoever may not read is told so, and both with a message', async () => {
  const filler = { metricUnavailableValue: '1.5' };
  expect(await read(triggerOf('unknown', filler))).toMatchObject({
    ok: false,
    message: expect.stringContaining('(status 404): '),
  });
  token = await lab.token(namespace, 'stranger');
  expect(await read(triggerOf('nginx-hits', filler))).toMatchObject({
    ok: false,
    message: expect.stringContaining('(status 403): '),
  });
});

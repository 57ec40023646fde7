import { afterAll, beforeAll, expect, test } from 'vitest';
import { podsOf, secondsSince } from '../cluster.ts';
import { prepareLoad } from '../prepare-load.ts';
import { expectNothingLost, listRefusals, printLoads, type LoadResult, underLoad } from '../loads.ts';
import { type PodWatch, watchPods } from '../pod-watch.ts';
import { services } from '../../services.ts';
import { deploy } from '../release.ts';

// Everything changes at once: each pod is replaced, and each service has three of them then.
const changes = [
  ...['admissionWebhook', 'externalMetricsApi', 'kedaScaler', 'logPreprocessor', 'metricsPoller', 'monitorSync'].map(
    (key) => `${key}.replicas=3`,
  ),
  'datadog.logLevel=debug',
  'externalMetricsApi.service.aliases={datadog-cluster-agent-metrics-server}',
].flatMap((change) => ['--set', change]);

let watch: PodWatch;
let result: LoadResult;

beforeAll(async () => {
  await prepareLoad();
  watch = await watchPods();
  const start = Date.now();
  result = await underLoad(() => deploy('upgrade', ...changes));
  console.log(`helm upgrade --wait under load: ${secondsSince(start)}: ${printLoads(result)}`);
  console.log(result.logs.retries.join('\n'));
});

afterAll(() => watch.stop());

test('each service has three pods', async () => {
  for (const service of services) expect(await podsOf(service)).toHaveLength(3);
});

test('no read of an HPA and no admission failed', () => {
  expect(result.reads.failed).toEqual([]);
  expect(result.admissions.failed).toEqual([]);
});

test('no call of KEDA failed and no log was lost', () => {
  expectNothingLost(result);
  expect(listRefusals(result)).toEqual([]);
});

test('every container that was replaced ended with exit code 0', () => {
  const ends = watch.ends();
  expect(ends.length).toBeGreaterThanOrEqual(11);
  expect(ends.filter(({ exitCode }) => exitCode !== 0)).toEqual([]);
});

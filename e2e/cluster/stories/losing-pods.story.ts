import { expect, test } from 'vitest';
import { eventually } from '../../lab/lab.ts';
import { get, kubectl, list, namespace, podsOf, secondsSince, shop } from '../cluster.ts';
import { expectNothingLost, listRefusals, printLoads, underLoad } from '../loads.ts';
import { watchPods } from '../pod-watch.ts';
import { services } from '../../services.ts';

async function untilComplete(service: string): Promise<void> {
  await eventually(async () => {
    const pods = await podsOf(service);
    const ready = pods.filter(({ status }) => status.containerStatuses?.[0]?.ready === true);
    expect(ready).toHaveLength(3);
  }, 60);
}

/** Deletes the first pod of each service, one service after the other, and waits for its successor; gives their names. */
async function losePods(...how: readonly string[]): Promise<readonly string[]> {
  const lost: string[] = [];
  for (const service of services) {
    const [pod] = await podsOf(service);
    const name = pod?.metadata.name ?? '';
    await kubectl('delete', 'pod', name, '-n', namespace, ...how);
    lost.push(name);
    await untilComplete(service);
  }
  return lost;
}

test('a pod of each service is drained, and nobody notices', async () => {
  const watch = await watchPods();
  const start = Date.now();
  let lost: readonly string[] = [];
  const result = await underLoad(async () => (lost = await losePods('--wait=false')));
  console.log(`a pod of each drained: ${secondsSince(start)}: ${printLoads(result)}`);
  expect(result.reads.failed).toEqual([]);
  expect(result.admissions.failed).toEqual([]);
  expectNothingLost(result);
  expect(listRefusals(result)).toEqual([]);
  const endsOfLost = (): readonly (readonly [string, number])[] =>
    watch.ends().flatMap(({ pod, exitCode }) => (lost.includes(pod) ? [[pod, exitCode] as const] : []));
  await eventually(() => expect(endsOfLost()).toHaveLength(services.length), 60);
  expect(new Map(endsOfLost())).toEqual(new Map(lost.map((pod) => [pod, 0])));
  watch.stop();
});

test('a pod of each service is killed: what was under way may fail, nothing else, and no log is lost', async () => {
  const start = Date.now();
  const result = await underLoad(() => losePods('--grace-period=0', '--force'));
  console.log(`a pod of each killed: ${secondsSince(start)}: ${printLoads(result)}`);
  console.log(
    [...result.reads.failed, ...result.admissions.failed, ...result.keda.failed, ...result.logs.retries].join('\n'),
  );
  expectNothingLost(result);
  // two readers, two admissions: none has more than one call under way
  expect(result.reads.failed.length).toBeLessThanOrEqual(2);
  expect(result.admissions.failed.length).toBeLessThanOrEqual(2);
});

test('the HPA controller has missed no value, whatever happened', async () => {
  const path = `/api/v1/namespaces/${shop}/events?fieldSelector=reason%3DFailedGetExternalMetric`;
  expect((await list(path)).map(({ message }) => message)).toEqual([]);
  const { status } = await get(`/apis/autoscaling/v2/namespaces/${shop}/horizontalpodautoscalers/web`);
  expect(status.conditions).toEqual(
    expect.arrayContaining([expect.objectContaining({ type: 'ScalingActive', status: 'True' })]),
  );
});

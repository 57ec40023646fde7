import { expect, inject, test } from 'vitest';
import { eventually } from '../../lab/lab.ts';
import { kubectl, secondsSince, shop } from '../cluster.ts';
import { listNewObjects } from '../list-objects.ts';
import { prepareLoad } from '../prepare-load.ts';
import { expectNothingLost, printLoads, underLoad } from '../loads.ts';
import { deploy, uninstall } from '../release.ts';

const before = new Set(inject('objectsBefore'));

/** What is of the stories: it goes first, since monitor-sync takes the finalizers away. */
async function removeSamples(): Promise<void> {
  await kubectl('delete', 'datadogmonitors,datadogmetrics', '--all', '-n', shop, '--timeout=60s');
  await kubectl('delete', 'deployments,hpa', '--all', '-n', shop, '--timeout=60s');
}

test('helm uninstall leaves the CRDs and nothing else', async () => {
  await removeSamples();
  const start = Date.now();
  await uninstall();
  console.log(`helm uninstall --wait: ${secondsSince(start)}`);
  const crds = ['dashboards', 'genericresources', 'metrics', 'monitors', 'slos'].map(
    (kind) => `CustomResourceDefinition /datadog${kind}.datadoghq.com`,
  );
  // the API server makes an APIService for the group of a CRD
  const kept = ['APIService /v1alpha1.datadoghq.com', ...crds];
  await eventually(async () => expect(await listNewObjects(before)).toEqual(kept), 60);
}, 180_000);

test('a release with three NATS servers, Secrets by a Job, fences and CRDs of its own loses no log with a server', async () => {
  await deploy(
    'install',
    ...['nats.replicas=3', 'crds.keep=false', 'generatedSecrets.by=job', 'networkPolicy.create=true'].flatMap((one) => [
      '--set',
      one,
    ]),
  );
  await prepareLoad();
  const result = await underLoad(async () => {
    for (const server of [0, 1, 2]) {
      await kubectl('delete', 'pod', `dogwatch-nats-${server}`, '-n', 'dogwatch');
      await kubectl('rollout', 'status', 'statefulset/dogwatch-nats', '-n', 'dogwatch', '--timeout=120s');
    }
  });
  console.log(`each NATS server restarted: ${printLoads(result)}`);
  console.log(result.logs.retries.join('\n'));
  expect(result.reads.failed).toEqual([]);
  expect(result.admissions.failed).toEqual([]);
  expectNothingLost(result);
});

test('and nothing at all is left of it', async () => {
  await removeSamples();
  await uninstall();
  await eventually(async () => expect(await listNewObjects(before)).toEqual([]), 60);
});

import { beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../../lab/lab.ts';
import { helm, keys, kubectl, type KubeObject, list, namespace, podsOf, secondsSince } from '../cluster.ts';
import { measureImages, measurePods } from '../measure-pods.ts';
import { services } from '../../services.ts';
import { deploy } from '../release.ts';

// The README's way: a namespace and a Secret are there; `helm install`, `helm test`.

/** Lines of our services and of NATS. */
const worrying = /"level":"(warn|error|critical)"|\[(WRN|ERR|FTL)\]/;
// passwords come from the environment, so that the configuration holds none; NATS cannot know that
const expected = /Plaintext passwords detected/;

let pods: readonly KubeObject[];

beforeAll(async () => {
  const start = Date.now();
  const notes = await deploy('install');
  console.log(`helm install --wait: ${secondsSince(start)}`);
  expect(notes).toContain('helm test dogwatch');
  pods = await podsOf();
});

describe('a release', () => {
  test('has all its pods, and none of them had to start twice', () => {
    const replicas = Object.fromEntries(
      [...services, 'nats'].map((name) => [
        name,
        pods.filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/component'] === name).length,
      ]),
    );
    expect(replicas).toEqual({
      'admission-webhook': 2,
      'external-metrics-api': 2,
      'keda-scaler': 2,
      'log-preprocessor': 2,
      'metrics-poller': 2,
      'monitor-sync': 1,
      nats: 1,
    });
    const restarts = pods.flatMap(({ metadata, status }) =>
      status.containerStatuses.map((container: { restartCount: number }) => [metadata.name, container.restartCount]),
    );
    expect(restarts.filter(([, count]) => count !== 0)).toEqual([]);
  });

  test('passes helm test', async () => {
    const start = Date.now();
    const said = await helm('test', 'dogwatch');
    const phases = said.match(/^Phase: +\w+$/gm) ?? [];
    console.log(`helm test: ${phases.length} pods in ${secondsSince(start)}`);
    expect(phases.map((line) => line.split(/ +/)[1])).toEqual(Array(services.length + 1).fill('Succeeded'));
  });

  test('serves external.metrics.k8s.io, as the API server sees it', async () => {
    const apis = await list('/apis/apiregistration.k8s.io/v1/apiservices');
    const { status } = apis.find(({ metadata }) => metadata.name === 'v1beta1.external.metrics.k8s.io') ?? {};
    expect(status.conditions).toMatchObject([{ type: 'Available', status: 'True' }]);
  });

  test('says nothing that would worry an operator', async () => {
    const worries = await Promise.all(
      pods.map(async ({ metadata }) => {
        const text = await kubectl('logs', metadata.name, '-n', namespace);
        for (const key of Object.values(keys)) expect(text).not.toContain(key);
        return text.split('\n').filter((line) => worrying.test(line) && !expected.test(line));
      }),
    );
    expect(worries.flat()).toEqual([]);
  });

  test('is small and starts quickly', async () => {
    await eventually(async () => {
      const ready = (await podsOf()).filter(({ status }) =>
        status.conditions.some(
          (one: { type: string; status: string }) => one.type === 'Ready' && one.status === 'True',
        ),
      );
      expect(ready).toHaveLength(pods.length);
    });
    const measured = await measurePods(pods);
    console.table(measured);
    console.table(await measureImages());
    for (const { rssMegabytes, cgroupMegabytes } of Object.values(measured)) {
      // what Kubernetes counts; the program of Node, some 60 MB of a process, is shared by all of them
      expect(cgroupMegabytes).toBeLessThan(100);
      // with traces switched on, which take some 10 MB
      expect(rssMegabytes).toBeLessThan(140);
    }
  });
});

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { AppProcess } from '../lab/app-process.ts';
import { type Manifest, readGuideManifests } from '../lab/apply.ts';
import { eventually, type Lab, startLab } from '../lab/lab.ts';
import { type Pod, untilMutating, type Variable, variablesOf } from '../lab/pods.ts';

// Plays the guide docs/guides/instrument-a-pod.md, from its own manifests, and compares with what it shows.
const guide = readFileSync('docs/guides/instrument-a-pod.md', 'utf8');
const manifests = readGuideManifests(guide);
const [, shownResult = ''] = /^```yaml\n(spec:\n.*?)^```/ms.exec(guide) ?? [];
const [, shownVariables = ''] = /^\$ kubectl get pods .*?\n(.*?)^```/ms.exec(guide) ?? [];
const namespace = 'ecommerce';
let lab: Lab;
let replica: AppProcess;

interface Deployment extends Manifest {
  readonly spec: {
    readonly template: { readonly metadata: { readonly annotations?: Readonly<Record<string, string>> } };
  };
}

const find = (kind: string, name: string): Manifest => {
  const manifest = manifests.find((candidate) => candidate.kind === kind && candidate.metadata.name === name);
  if (manifest === undefined) throw new Error(`the guide has no ${kind} ${name}`);
  return manifest;
};

/** The pod that the controllers make of a Deployment. */
async function podOf(app: string): Promise<Pod> {
  return eventually(async () => {
    const path = `/api/v1/namespaces/${namespace}/pods?labelSelector=app%3D${app}`;
    const { items } = await lab.get<{ items: readonly Pod[] }>(path);
    const [pod] = items;
    if (pod === undefined || items.length > 1) throw new Error(`${items.length} pods`);
    return pod;
  });
}

const variableOf = (pod: Pod, name: string): Variable | undefined =>
  pod.spec.containers[0]?.env?.find((variable) => variable.name === name);

/** Whether every field and every list item of `wanted` is there, whatever else is. */
function contains(found: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return wanted === found;
  if (typeof found !== 'object' || found === null) return false;
  if (Array.isArray(wanted))
    return wanted.every((item) => Array.isArray(found) && found.some((candidate) => contains(candidate, item)));
  const fields = new Map<string, unknown>(Object.entries(found));
  return Object.entries(wanted).every(([name, value]) => contains(fields.get(name), value));
}

beforeAll(async () => {
  lab = await startLab({ name: 'dogwatch-pods-guide' });
  replica = await lab.startWebhook('webhook-0');
  await lab.serveWebhook(replica);
  await eventually(async () => expect((await replica.probe('/readyz')).status).toBe(200));
  await lab.apply(find('Namespace', namespace));
  await untilMutating(lab, namespace);
});

afterAll(async () => {
  await lab.client.raw('DELETE', `/api/v1/namespaces/${namespace}`);
  await lab.stop();
});

test('a labelled pod gets its tags and the address of its agent', async () => {
  await lab.apply(find('Deployment', 'discounts'));
  const pod = await podOf('discounts');
  expect(variablesOf(pod)).toEqual(shownVariables.trimEnd().split('\n'));
  expect(variableOf(pod, 'DD_ENV')).toEqual({ name: 'DD_ENV', value: 'development' });
  expect(variableOf(pod, 'DD_SERVICE')).toEqual({ name: 'DD_SERVICE', value: 'discounts' });
  expect(variableOf(pod, 'DD_VERSION')).toEqual({ name: 'DD_VERSION', value: '1.0' });
  expect(variableOf(pod, 'DD_AGENT_HOST')).toMatchObject({ valueFrom: { fieldRef: { fieldPath: 'status.hostIP' } } });
  expect(variableOf(pod, 'DD_ENTITY_ID')).toMatchObject({ valueFrom: { fieldRef: { fieldPath: 'metadata.uid' } } });
  expect(pod.spec.initContainers).toBeUndefined();
});

test('an annotated pod gets the library as the guide shows it', async () => {
  await lab.apply(find('Deployment', 'discounts-traced'));
  const pod = await podOf('discounts-traced');
  expect(contains(pod, parse(shownResult))).toBe(true);
  expect(pod.spec.initContainers).toHaveLength(1);
  // the API server sent the pod again after the library: nothing is there twice
  for (const { env = [] } of [...pod.spec.containers, ...(pod.spec.initContainers ?? [])])
    expect(new Set(env.map(({ name }) => name)).size).toBe(env.length);
});

test('the version of an older tutorial works as it is', async () => {
  const traced = structuredClone(find('Deployment', 'discounts-traced')) as Deployment;
  const { template } = traced.spec;
  Object.assign(template.metadata.annotations ?? {}, { 'admission.datadoghq.com/python-lib.version': 'v1.6.6' });
  const { spec } = await replaced(traced);
  expect(spec.initContainers?.[0]).toMatchObject({ image: 'gcr.io/datadoghq/dd-lib-python-init:v1.6.6' });
  expect(spec.initContainers).toHaveLength(1);
});

/** The pod after the template was changed. */
async function replaced(deployment: Deployment): Promise<Pod> {
  const before = await podOf('discounts-traced');
  await lab.client.raw('DELETE', `/apis/apps/v1/namespaces/${namespace}/deployments/${deployment.metadata.name}`);
  await eventually(() =>
    expect(lab.get(`/api/v1/namespaces/${namespace}/pods/${before.metadata.name}`)).rejects.toThrow('404'),
  );
  await lab.apply(deployment);
  return podOf('discounts-traced');
}

test('a Deployment with tags of its own passes them on to pods without', async () => {
  const { spec, ...rest } = structuredClone(find('Deployment', 'discounts')) as Deployment;
  const labels = { app: 'inherits', 'admission.datadoghq.com/enabled': 'true' };
  await lab.apply({
    ...rest,
    metadata: { name: 'inherits', namespace, labels: { 'tags.datadoghq.com/service': 'from-deployment' } },
    spec: {
      ...spec,
      selector: { matchLabels: { app: 'inherits' } },
      template: { ...spec.template, metadata: { labels } },
    },
  });
  const pod = await podOf('inherits');
  expect(variableOf(pod, 'DD_SERVICE')).toEqual({ name: 'DD_SERVICE', value: 'from-deployment' });
  expect(variableOf(pod, 'DD_ENV')).toBeUndefined();
});

test('a CronJob with tags passes them on through its Job', async () => {
  const template = {
    metadata: { labels: { app: 'nightly', 'admission.datadoghq.com/enabled': 'true' } },
    spec: { restartPolicy: 'Never', containers: [{ name: 'report', image: 'python:3.13-slim' }] },
  };
  const cronJob = { apiVersion: 'batch/v1', kind: 'CronJob' };
  await lab.apply({
    ...cronJob,
    metadata: { name: 'nightly', namespace, labels: { 'tags.datadoghq.com/service': 'nightly-report' } },
    spec: { schedule: '0 0 1 1 *', jobTemplate: { spec: { template } } },
  });
  const owner = await lab.get<Manifest & { metadata: { uid: string } }>(
    `/apis/batch/v1/namespaces/${namespace}/cronjobs/nightly`,
  );
  // as the CronJob controller does when its time has come
  const ownerReferences = [{ ...cronJob, name: 'nightly', uid: owner.metadata.uid, controller: true }];
  await lab.client.raw('POST', `/apis/batch/v1/namespaces/${namespace}/jobs`, {
    body: { metadata: { name: 'nightly-1', ownerReferences }, spec: { template } },
  });
  expect(variableOf(await podOf('nightly'), 'DD_SERVICE')).toEqual({ name: 'DD_SERVICE', value: 'nightly-report' });
});

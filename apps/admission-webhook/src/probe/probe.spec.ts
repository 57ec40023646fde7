import { createKubeClient, type KubeClient, type KubeResult, loadKubeConfig } from '@dogwatch/kube';
import { startKubeSimulator } from '@dogwatch/testing';
import { expect, test } from 'vitest';
import { answerProbe, probedAnnotation } from './probe-webhook.js';
import { probe } from './run-probes.js';

test('the answer marks the object, and keeps its annotations', () => {
  const object = { metadata: { name: 'x', annotations: { a: 'b' } } };
  const request = { apiVersion: 'admission.k8s.io/v1', uid: 'u', namespace: 'datadog', dryRun: true, object } as const;
  const value = { a: 'b', [probedAnnotation]: 'true' };
  expect(JSON.parse(answerProbe(request).patch ?? '')).toEqual([{ op: 'add', path: '/metadata/annotations', value }]);
  expect(answerProbe({ ...request, object: null })).toMatchObject({ problem: expect.any(String) });
});

test('an API server that calls nobody is found out, and keeps nothing', async () => {
  const kube = await startKubeSimulator();
  const client = createKubeClient(loadKubeConfig({ path: kube.kubeconfigPath }));
  expect(await probe(client, 'default')).toMatchObject({ ok: false, reason: 'WebhookNotCalled' });
  expect(await probe(client, 'absent')).toMatchObject({ ok: false, reason: 'ProbeRefused' });
  await client.close();
  await kube.stop();
});

test('an object that comes back marked is what is hoped for', async () => {
  const client: Pick<KubeClient, 'create'> = {
    create: async <T>(_: unknown, object: T): Promise<KubeResult<T>> => {
      const metadata = { name: 'x', annotations: { [probedAnnotation]: 'true' } };
      return { ok: true, value: { ...object, metadata } };
    },
  };
  expect(await probe(client, 'default')).toEqual({ ok: true });
});

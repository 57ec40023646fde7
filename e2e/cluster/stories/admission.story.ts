import { beforeAll, expect, test } from 'vitest';
import { apply } from '../../lab/apply.ts';
import { client, get, kubectl, list, shop } from '../cluster.ts';
import { version } from '../images.ts';
import { readSample, toSample } from '../sample.ts';

const labels = {
  'admission.datadoghq.com/enabled': 'true',
  'tags.datadoghq.com/env': 'e2e',
  'tags.datadoghq.com/service': 'discounts',
  'tags.datadoghq.com/version': '1.1',
};

beforeAll(async () => {
  const annotations = { 'admission.datadoghq.com/python-lib.version': version };
  await apply(client, toSample('discounts', { labels }), toSample('discounts-traced', { labels, annotations }));
  await apply(client, toSample('silent'));
});

test('a labelled pod runs with the environment of its labels and the address of its node', async () => {
  const environment = await readSample('discounts');
  const [pod] = await list(`/api/v1/namespaces/${shop}/pods?labelSelector=app%3Ddiscounts`);
  expect(environment).toMatchObject({
    DD_ENV: 'e2e',
    DD_SERVICE: 'discounts',
    DD_VERSION: '1.1',
    DD_AGENT_HOST: pod?.status.hostIP,
    tracer: 'none',
  });
  expect(environment['DD_ENTITY_ID']).toContain(
    ((await get(`/api/v1/namespaces/${shop}/pods/${pod?.metadata.name}`)) as { metadata: { uid?: string } }).metadata
      .uid,
  );
});

test('a container of it sees the same', async () => {
  const said = await kubectl(
    'exec',
    'deployment/discounts',
    '-n',
    shop,
    '--',
    'python3',
    '-c',
    'import os; print(os.environ["DD_SERVICE"])',
  );
  expect(said.trim()).toBe('discounts');
});

test('a Python program loads the library that the init container has copied', async () => {
  expect(await readSample('discounts-traced')).toMatchObject({
    DD_SERVICE: 'discounts',
    PYTHONPATH: '/datadog-lib/',
    tracer: '/datadog-lib/sitecustomize.py',
  });
});

test('a pod without the label runs as it was written', async () => {
  const environment = await readSample('silent');
  expect(Object.keys(environment).filter((name) => name.startsWith('DD_'))).toEqual([]);
});

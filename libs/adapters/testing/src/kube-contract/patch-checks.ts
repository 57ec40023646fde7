import { deepEqual, equal } from 'node:assert/strict';
import { coreResources } from '@dogwatch/kube';
import { objectAt } from '../json/json.js';
import { callApi, createMetric, metric, metricsPath, must, mustRefuse } from './contract-check.js';
import type { ContractCheck } from './contract-check.js';

const { configMaps, datadogMetrics } = coreResources;
const fieldManager = 'contract';

/** Patches, and the paths of status and scale. */
export const patchChecks: readonly ContractCheck[] = [
  {
    name: 'a merge patch sets fields and removes those that are null',
    async run(context) {
      const { client, namespace } = context;
      await createMetric(context, 'a');
      const body = { metadata: { labels: { a: 'b' } }, spec: { query: null, maxAge: '90s' } };
      const patched = must(await client.patch(datadogMetrics, { namespace, name: 'a' }, { type: 'merge', body }));
      deepEqual([patched.metadata.labels, patched.spec], [{ a: 'b' }, { maxAge: '90s' }]);
    },
  },
  {
    name: 'a patch with an old resourceVersion is a Conflict',
    async run(context) {
      const { client, namespace } = context;
      const key = { namespace, name: 'a' };
      const { resourceVersion } = (await createMetric(context, 'a')).metadata;
      const body = { metadata: { resourceVersion }, spec: { maxAge: '1m' } };
      must(await client.patch(datadogMetrics, key, { type: 'merge', body }));
      const again = { ...body, spec: { maxAge: '2m' } };
      mustRefuse(await client.patch(datadogMetrics, key, { type: 'merge', body: again }), 409, 'Conflict');
    },
  },
  {
    name: 'a JSON patch tests, adds, replaces and removes; one that does not apply is refused as a whole',
    async run(context) {
      const { client, namespace } = context;
      const key = { namespace, name: 'a' };
      await createMetric(context, 'a');
      const test = { op: 'test', path: '/spec/query', value: 'avg:a{*}' } as const;
      const operations = [
        test,
        { op: 'add', path: '/metadata/annotations', value: { 'a/b': 'c' } },
        { op: 'replace', path: '/metadata/annotations/a~1b', value: 'd' },
        { op: 'add', path: '/spec/maxAge', value: '1m' },
        { op: 'remove', path: '/spec/query' },
      ] as const;
      const patched = must(await client.patch(datadogMetrics, key, { type: 'json', operations }));
      deepEqual([patched.metadata.annotations, patched.spec], [{ 'a/b': 'd' }, { maxAge: '1m' }]);
      mustRefuse(await client.patch(datadogMetrics, key, { type: 'json', operations: [test] }), 422, 'Invalid');
    },
  },
  {
    name: 'an apply creates what is missing, then changes only what it names',
    async run({ client, namespace }) {
      const key = { namespace, name: 'a' };
      const apply = async (spec: object) =>
        client.patch(datadogMetrics, key, { type: 'apply', object: { metadata: key, spec }, fieldManager });
      equal(must(await apply({ query: 'avg:a{*}' })).spec?.query, 'avg:a{*}');
      must(await client.patch(datadogMetrics, key, { type: 'merge', body: { spec: { maxAge: '1m' } } }));
      deepEqual(must(await apply({ query: 'avg:b{*}' })).spec, { query: 'avg:b{*}', maxAge: '1m' });
    },
  },
  {
    name: 'an apply merges a list of the type map by its keys',
    async run(context) {
      const { client, namespace } = context;
      const key = { namespace, name: 'a' };
      const { metadata } = await createMetric(context, 'a');
      const conditions = ['Active', 'Valid'].map((type) => ({ type, status: 'False' as const }));
      must(await client.replaceStatus(datadogMetrics, { metadata, status: { currentValue: '1', conditions } }));
      const object = { metadata: key, status: { currentValue: '2', conditions: [{ type: 'Valid', status: 'True' }] } };
      const applied = await client.patchStatus(datadogMetrics, key, {
        type: 'apply',
        object,
        fieldManager,
        force: true,
      });
      const seen = must(applied).status?.conditions?.map(({ type, status }) => `${type} ${status}`);
      deepEqual(seen, ['Active False', 'Valid True']);
    },
  },
  {
    name: 'an apply needs a field manager, and a patch a known content type',
    async run(context) {
      const { client, namespace } = context;
      await createMetric(context, 'a');
      const patch = async (type: string) =>
        callApi(client, 'PATCH', `${metricsPath(namespace)}/a`, {
          body: metric(namespace, 'a'),
          headers: { 'content-type': type },
        });
      equal((await patch('application/apply-patch+yaml')).code, 422);
      equal((await patch('application/json')).code, 415);
    },
  },
  {
    name: 'a ConfigMap takes a strategic merge patch',
    async run({ client, namespace }) {
      must(await client.create(configMaps, { metadata: { namespace, name: 'a' }, data: { a: '1' } }));
      const headers = { 'content-type': 'application/strategic-merge-patch+json' };
      const path = `/api/v1/namespaces/${namespace}/configmaps/a`;
      equal((await callApi(client, 'PATCH', path, { body: { data: { b: '2' } }, headers })).code, 200);
      deepEqual(must(await client.get(configMaps, { namespace, name: 'a' })).data, { a: '1', b: '2' });
    },
  },
  {
    name: 'the status is written through its own path alone, and that path writes nothing else',
    async run(context) {
      const { client, namespace } = context;
      const created = await createMetric(context, 'a');
      const status = { currentValue: '1' };
      const first = must(await client.replace(datadogMetrics, { ...created, spec: { maxAge: '1m' }, status }));
      equal(first.status, undefined);
      const second = must(await client.replaceStatus(datadogMetrics, { ...first, spec: { maxAge: '9m' }, status }));
      deepEqual([second.spec, second.status], [{ maxAge: '1m' }, status]);
      const body = { spec: { maxAge: '9m' }, status: { currentValue: '2' } };
      const key = { namespace, name: 'a' };
      const third = must(await client.patchStatus(datadogMetrics, key, { type: 'merge', body }));
      deepEqual([third.spec, third.status], [{ maxAge: '1m' }, { currentValue: '2' }]);
      const fourth = must(await client.patch(datadogMetrics, key, { type: 'merge', body }));
      deepEqual([fourth.spec, fourth.status], [{ maxAge: '9m' }, { currentValue: '2' }]);
    },
  },
  {
    name: 'the status needs a resourceVersion, the current one',
    async run(context) {
      const { client, namespace } = context;
      const created = await createMetric(context, 'a');
      const status = { currentValue: '1' };
      const blind = await client.replaceStatus(datadogMetrics, { metadata: { namespace, name: 'a' }, status });
      mustRefuse(blind, 422, 'Invalid');
      must(await client.replaceStatus(datadogMetrics, { ...created, status }));
      const late = await client.replaceStatus(datadogMetrics, { ...created, status: { currentValue: '2' } });
      mustRefuse(late, 409, 'Conflict');
    },
  },
  {
    name: 'a Deployment is scaled through its scale',
    async run({ client, namespace }) {
      const labels = { app: 'a' };
      const template = { metadata: { labels }, spec: { containers: [{ name: 'a', image: 'a' }] } };
      const spec = { replicas: 1, selector: { matchLabels: labels }, template };
      must(await client.create(coreResources.deployments, { metadata: { namespace, name: 'a' }, spec }));
      const path = `/apis/apps/v1/namespaces/${namespace}/deployments/a/scale`;
      const scale = {
        apiVersion: 'autoscaling/v1',
        kind: 'Scale',
        metadata: { namespace, name: 'a' },
        spec: { replicas: 3 },
      };
      const { code, body } = await callApi(client, 'PUT', path, { body: scale });
      equal(code, 200);
      equal(objectAt(body)['kind'], 'Scale');
      deepEqual(objectAt(body, 'spec'), { replicas: 3 });
      equal(objectAt(body, 'status')['selector'], 'app=a');
      equal(must(await client.get(coreResources.deployments, { namespace, name: 'a' })).spec?.replicas, 3);
    },
  },
];

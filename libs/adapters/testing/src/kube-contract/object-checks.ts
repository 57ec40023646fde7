import { deepEqual, equal, match, notEqual } from 'node:assert/strict';
import { coreResources } from '@dogwatch/kube';
import { objectAt, pick } from '../json/json.js';
import { callApi, createMetric, metric, metricsPath, must, mustRefuse } from './contract-check.js';
import type { ContractCheck } from './contract-check.js';

const { configMaps, datadogMetrics } = coreResources;
const status = { currentValue: '7' };

/** Create, read, replace and delete. */
export const objectChecks: readonly ContractCheck[] = [
  {
    name: 'a created object has uid, resourceVersion, creationTimestamp and generation 1, and no status',
    async run({ client, namespace }) {
      const created = must(await client.create(datadogMetrics, { ...metric(namespace, 'a'), status }));
      const { uid, resourceVersion, creationTimestamp, generation } = created.metadata;
      match(uid ?? '', /^[0-9a-f-]{36}$/);
      match(resourceVersion ?? '', /^\d+$/);
      match(creationTimestamp ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      deepEqual([generation, created.status, created.kind], [1, undefined, 'DatadogMetric']);
      const read = must(await client.get(datadogMetrics, { namespace, name: 'a' }));
      equal(read.metadata.resourceVersion, resourceVersion);
    },
  },
  {
    name: 'a name that is taken is refused with AlreadyExists',
    async run(context) {
      const { client, namespace } = context;
      await createMetric(context, 'a');
      mustRefuse(await client.create(datadogMetrics, metric(namespace, 'a')), 409, 'AlreadyExists');
    },
  },
  {
    name: 'generateName makes a name',
    async run({ client, namespace }) {
      const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'made-' } };
      const created = await callApi(client, 'POST', `/api/v1/namespaces/${namespace}/configmaps`, { body });
      equal(created.code, 201);
      match(String(objectAt(created.body, 'metadata')['name']), /^made-.{5}$/);
    },
  },
  {
    name: 'a missing object is answered with a NotFound Status that names it',
    async run({ client, namespace }) {
      const { code, body } = await callApi(client, 'GET', `${metricsPath(namespace)}/none`);
      const details = { name: 'none', group: 'datadoghq.com', kind: 'datadogmetrics' };
      const message = 'datadogmetrics.datadoghq.com "none" not found';
      const wanted = {
        kind: 'Status',
        apiVersion: 'v1',
        status: 'Failure',
        message,
        reason: 'NotFound',
        details,
        code,
      };
      equal(code, 404);
      deepEqual(pick(objectAt(body), Object.keys(wanted)), wanted);
    },
  },
  {
    name: 'a path that nothing serves is answered 404',
    async run({ client }) {
      equal((await callApi(client, 'GET', '/apis/datadoghq.com/v1alpha1/nothing')).code, 404);
      equal((await callApi(client, 'GET', '/apis/none.example/v1/nothing')).code, 404);
    },
  },
  {
    name: 'nothing can be created in a namespace that is not there',
    async run({ client, namespace }) {
      mustRefuse(await client.create(datadogMetrics, metric(`${namespace}-none`, 'a')), 404, 'NotFound');
    },
  },
  {
    name: 'a body whose name or namespace differs from the path is refused',
    async run(context) {
      const { client, namespace } = context;
      const created = await createMetric(context, 'a');
      const renamed = { ...created, metadata: { ...created.metadata, name: 'b' } };
      const path = metricsPath(namespace);
      equal((await callApi(client, 'PUT', `${path}/a`, { body: renamed })).code, 400);
      const moved = { ...created, metadata: { name: 'c', namespace: 'elsewhere' } };
      equal((await callApi(client, 'POST', path, { body: moved })).code, 400);
    },
  },
  {
    name: 'a dry run changes nothing',
    async run({ client, namespace }) {
      must(await client.create(datadogMetrics, metric(namespace, 'a'), { dryRun: true }));
      mustRefuse(await client.get(datadogMetrics, { namespace, name: 'a' }), 404, 'NotFound');
    },
  },
  {
    name: 'a replacement with an old resourceVersion is a Conflict',
    async run(context) {
      const { client } = context;
      const old = await createMetric(context, 'a');
      must(await client.replace(datadogMetrics, { ...old, spec: { query: 'avg:b{*}' } }));
      mustRefuse(await client.replace(datadogMetrics, { ...old, spec: { query: 'avg:c{*}' } }), 409, 'Conflict');
    },
  },
  {
    name: 'a custom resource is not replaced without a resourceVersion, a ConfigMap is',
    async run(context) {
      const { client, namespace } = context;
      await createMetric(context, 'a');
      mustRefuse(await client.replace(datadogMetrics, metric(namespace, 'a')), 422, 'Invalid');
      const metadata = { namespace, name: 'a' };
      must(await client.create(configMaps, { metadata, data: { a: '1' } }));
      deepEqual(must(await client.replace(configMaps, { metadata, data: { b: '2' } })).data, { b: '2' });
    },
  },
  {
    name: 'a replacement that changes nothing keeps the resourceVersion',
    async run(context) {
      const { client } = context;
      const created = await createMetric(context, 'a');
      const same = must(await client.replace(datadogMetrics, created));
      equal(same.metadata.resourceVersion, created.metadata.resourceVersion);
    },
  },
  {
    name: 'the generation rises with the spec, not with metadata or status',
    async run(context) {
      const { client } = context;
      const created = await createMetric(context, 'a');
      const labelled = { ...created, metadata: { ...created.metadata, labels: { a: 'b' } } };
      const second = must(await client.replace(datadogMetrics, labelled));
      const third = must(await client.replaceStatus(datadogMetrics, { ...second, status }));
      deepEqual([second.metadata.generation, third.metadata.generation], [1, 1]);
      const fourth = must(await client.replace(datadogMetrics, { ...third, spec: { query: 'avg:b{*}' } }));
      equal(fourth.metadata.generation, 2);
      notEqual(fourth.metadata.resourceVersion, third.metadata.resourceVersion);
    },
  },
  {
    name: 'an object is deleted only if uid and resourceVersion fit',
    async run(context) {
      const { client, namespace } = context;
      const key = { namespace, name: 'a' };
      const { uid, resourceVersion } = (await createMetric(context, 'a')).metadata;
      mustRefuse(await client.delete(datadogMetrics, key, { uid: 'other' }), 409, 'Conflict');
      mustRefuse(await client.delete(datadogMetrics, key, { resourceVersion: '1' }), 409, 'Conflict');
      must(await client.delete(datadogMetrics, key, { uid: uid ?? '', resourceVersion: resourceVersion ?? '' }));
      mustRefuse(await client.get(datadogMetrics, key), 404, 'NotFound');
      mustRefuse(await client.delete(datadogMetrics, key), 404, 'NotFound');
    },
  },
  {
    name: 'an object with a finalizer is marked when it is deleted, and goes when the finalizer does',
    async run(context) {
      const { client, namespace } = context;
      await createMetric(context, 'a');
      const key = { namespace, name: 'a' };
      const finalizers = ['example.com/hold'];
      must(await client.patch(datadogMetrics, key, { type: 'merge', body: { metadata: { finalizers } } }));
      must(await client.delete(datadogMetrics, key));
      const marked = must(await client.get(datadogMetrics, key));
      match(marked.metadata.deletionTimestamp ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      must(await client.patch(datadogMetrics, key, { type: 'merge', body: { metadata: { finalizers: [] } } }));
      mustRefuse(await client.get(datadogMetrics, key), 404, 'NotFound');
    },
  },
];

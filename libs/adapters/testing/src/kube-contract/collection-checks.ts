import { deepEqual, equal, ok } from 'node:assert/strict';
import { coreResources } from '@dogwatch/kube';
import { listAt, numberAt, objectAt, textAt } from '../json/json.js';
import { callApi, createMetric, metric, metricsPath, must, readWatch, toLines } from './contract-check.js';
import type { ContractCheck, ContractContext } from './contract-check.js';

const { configMaps, datadogMetrics } = coreResources;

async function createLabelled({ client, namespace }: ContractContext, name: string, tier: string): Promise<void> {
  const { spec, metadata } = metric(namespace, name);
  must(await client.create(datadogMetrics, { metadata: { ...metadata, labels: { tier } }, spec }));
}

function namesOf(list: unknown): readonly string[] {
  return listAt(list, 'items').map((item) => textAt(item, 'metadata', 'name'));
}

/** Lists and watches. */
export const collectionChecks: readonly ContractCheck[] = [
  {
    name: 'a list comes in pages of one version, sorted by name',
    async run(context) {
      const { client, namespace } = context;
      for (const name of ['c', 'a', 'b']) await createMetric(context, name);
      const path = metricsPath(namespace);
      const first = await callApi(client, 'GET', path, { query: { limit: 2 } });
      await createMetric(context, 'd');
      const token = textAt(first.body, 'metadata', 'continue');
      const second = await callApi(client, 'GET', path, { query: { limit: 2, continue: token } });
      deepEqual([namesOf(first.body), namesOf(second.body)], [['a', 'b'], ['c']]);
      equal(numberAt(first.body, 'metadata', 'remainingItemCount'), 1);
      equal(textAt(second.body, 'metadata', 'continue'), '');
      equal(textAt(first.body, 'metadata', 'resourceVersion'), textAt(second.body, 'metadata', 'resourceVersion'));
      deepEqual(
        [textAt(first.body, 'kind'), textAt(first.body, 'apiVersion')],
        ['DatadogMetricList', 'datadoghq.com/v1alpha1'],
      );
    },
  },
  {
    name: 'a list without a namespace spans all namespaces',
    async run(context) {
      const { client, namespace } = context;
      await createMetric(context, 'a');
      const { items } = must(await client.list(datadogMetrics));
      ok(items.some(({ metadata }) => metadata.namespace === namespace && metadata.name === 'a'));
    },
  },
  {
    name: 'items of a built-in kind carry no kind, those of a custom one do',
    async run(context) {
      const { client, namespace } = context;
      await createMetric(context, 'a');
      must(await client.create(configMaps, { metadata: { namespace, name: 'a' } }));
      const maps = await callApi(client, 'GET', `/api/v1/namespaces/${namespace}/configmaps`);
      const metrics = await callApi(client, 'GET', metricsPath(namespace));
      deepEqual(
        [maps, metrics].map(({ body }) => textAt(listAt(body, 'items')[0], 'kind')),
        ['', 'DatadogMetric'],
      );
    },
  },
  {
    name: 'label and field selectors select, and one that cannot be read is refused',
    async run(context) {
      const { client, namespace } = context;
      for (const [name, tier] of Object.entries({ a: 'web', b: 'db', c: 'cache' }))
        await createLabelled(context, name, tier);
      const select = async (query: Record<string, string>) => callApi(client, 'GET', metricsPath(namespace), { query });
      const byLabel = async (labelSelector: string) => namesOf((await select({ labelSelector })).body);
      deepEqual(await byLabel('tier=web'), ['a']);
      deepEqual(await byLabel('tier!=web,tier notin (db)'), ['c']);
      deepEqual(await byLabel('tier in (web,db)'), ['a', 'b']);
      deepEqual(await byLabel('!tier'), []);
      deepEqual(namesOf((await select({ fieldSelector: 'metadata.name=b' })).body), ['b']);
      equal((await select({ labelSelector: 'a=b=c' })).code, 400);
      equal((await select({ fieldSelector: 'spec.query=b' })).code, 400);
    },
  },
  {
    name: 'a watch continues a list: every change in order, with rising versions',
    async run(context) {
      const { client, namespace } = context;
      const { resourceVersion } = must(await client.list(datadogMetrics, { namespace }));
      const created = await createMetric(context, 'a');
      must(await client.replace(datadogMetrics, { ...created, spec: { maxAge: '1m' } }));
      await createMetric(context, 'b');
      must(await client.delete(datadogMetrics, { namespace, name: 'a' }));
      const events = await readWatch(client, metricsPath(namespace), { resourceVersion }, { count: 4 });
      deepEqual(toLines(events), ['ADDED a', 'MODIFIED a', 'ADDED b', 'DELETED a']);
      const versions = events.map(({ object }) => Number(textAt(object, 'metadata', 'resourceVersion')));
      deepEqual(
        versions,
        versions.toSorted((a, b) => a - b),
      );
    },
  },
  {
    name: 'a watch without a version begins with what is there',
    async run(context) {
      await createMetric(context, 'a');
      const events = await readWatch(context.client, metricsPath(context.namespace), {}, { count: 1 });
      deepEqual(toLines(events), ['ADDED a']);
    },
  },
  {
    name: 'to a watch with a selector an object comes and goes with its labels',
    async run(context) {
      const { client, namespace } = context;
      const { resourceVersion } = must(await client.list(datadogMetrics, { namespace }));
      for (const tier of ['web', 'db', 'web']) {
        const key = { namespace, name: 'a' };
        const body = { metadata: { labels: { tier } } };
        const isThere = (await client.get(datadogMetrics, key)).ok;
        if (isThere) must(await client.patch(datadogMetrics, key, { type: 'merge', body }));
        else await createLabelled(context, 'a', tier);
      }
      const query = { resourceVersion, labelSelector: 'tier=web' };
      const events = await readWatch(client, metricsPath(namespace), query, { count: 3 });
      deepEqual(toLines(events), ['ADDED a', 'DELETED a', 'ADDED a']);
    },
  },
  {
    name: 'a watch of a built-in kind carries the kind',
    async run({ client, namespace }) {
      must(await client.create(configMaps, { metadata: { namespace, name: 'a' } }));
      const query = { fieldSelector: 'metadata.name=a' };
      const [event] = await readWatch(client, `/api/v1/namespaces/${namespace}/configmaps`, query, { count: 1 });
      deepEqual([event?.type, event?.object['kind']], ['ADDED', 'ConfigMap']);
    },
  },
  {
    name: 'a watch sends a bookmark before it ends, if there was a change that it did not have to report',
    async run(context) {
      const { client, namespace } = context;
      const { resourceVersion = '' } = (await createMetric(context, 'a')).metadata;
      const bookmarks = { allowWatchBookmarks: true, timeoutSeconds: 4 };
      const query = { resourceVersion, fieldSelector: 'metadata.name=a', ...bookmarks };
      const meanwhile = async () => createMetric(context, 'b');
      const [event] = await readWatch(client, metricsPath(namespace), query, { count: 1, meanwhile });
      deepEqual([event?.type, textAt(event?.object, 'kind')], ['BOOKMARK', 'DatadogMetric']);
      ok(Number(textAt(event?.object, 'metadata', 'resourceVersion')) > Number(resourceVersion));
    },
  },
  {
    name: 'a watch ends when its time is over',
    async run({ client, namespace }) {
      const answer = must(
        await client.raw('GET', metricsPath(namespace), { query: { watch: true, timeoutSeconds: 1 } }),
      );
      for await (const _ of answer.body);
    },
  },
  {
    name: 'a watch from a version that is too old gets an Expired error',
    async run(context) {
      await createMetric(context, 'a');
      const [event] = await readWatch(
        context.client,
        metricsPath(context.namespace),
        { resourceVersion: 1 },
        { count: 1 },
      );
      equal(event?.type, 'ERROR');
      deepEqual([event?.object['code'], event?.object['reason']], [410, 'Expired']);
    },
  },
  {
    name: 'discovery names the group, its version and its resources',
    async run({ client }) {
      const groups = await callApi(client, 'GET', '/apis');
      ok(listAt(groups.body, 'groups').some((group) => textAt(group, 'name') === 'datadoghq.com'));
      const resources = await callApi(client, 'GET', '/apis/datadoghq.com/v1alpha1');
      const names = listAt(resources.body, 'resources').map((resource) => textAt(resource, 'name'));
      // a server may hold more kinds of the group
      deepEqual(names.filter((name) => name.startsWith('datadogmetrics')).toSorted(), [
        'datadogmetrics',
        'datadogmetrics/status',
      ]);
      equal(textAt(resources.body, 'groupVersion'), 'datadoghq.com/v1alpha1');
      equal(textAt((await callApi(client, 'GET', '/api/v1')).body, 'groupVersion'), 'v1');
      equal(objectAt((await callApi(client, 'GET', '/api')).body)['kind'], 'APIVersions');
    },
  },
];

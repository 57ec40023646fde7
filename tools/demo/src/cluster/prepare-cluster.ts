import { datadogMetricCrd, toManifest } from '@dogwatch/crds';
import { coreResources, type KubeClient, type KubeObject, type ObjectKey, type Resource } from '@dogwatch/kube';
import type { Cleanup } from '../cleanup.js';
import { DemoError, expectOk } from '../demo-error.js';
import { partOfDemo } from '../scenario/to-objects.js';
import { waitUntil } from '../wait-until.js';

const crdName = `${datadogMetricCrd.plural}.${datadogMetricCrd.group}`;
const patienceMillis = 30_000;

/**
 * Makes the DatadogMetric CRD, if it is missing, and the namespace, and takes away at the end what it made. Refuses a
 * cluster whose DatadogMetrics belong to somebody else, because metrics-poller would write their status.
 */
export async function prepareCluster(client: KubeClient, namespace: string, cleanup: Cleanup): Promise<void> {
  await ensureCrd(client, cleanup);
  const metrics = expectOk(await client.list(coreResources.datadogMetrics), 'cannot list DatadogMetrics');
  const [foreign] = metrics.items;
  if (foreign !== undefined) {
    throw new DemoError(
      `this cluster has DatadogMetrics already (${foreign.metadata.namespace}/${foreign.metadata.name}), whose status ` +
        'metrics-poller would write: use a cluster to play with, such as one of kind or minikube',
    );
  }
  await createNamespace(client, namespace, cleanup);
}

async function ensureCrd(client: KubeClient, cleanup: Cleanup): Promise<void> {
  const { customResourceDefinitions: crds } = coreResources;
  const key = { name: crdName };
  const found = await client.get(crds, key);
  if (!found.ok && found.reason === 'NotFound') {
    const manifest = { metadata: { name: crdName, labels: partOfDemo } };
    expectOk(await client.create(crds, { ...toManifest(datadogMetricCrd), ...manifest }), `cannot create ${crdName}`);
    cleanup.add(`CustomResourceDefinition ${crdName}`, () => remove(client, crds, key));
  } else {
    expectOk(found, 'cannot reach the cluster');
  }
  await expectSoon(`${crdName} is established`, async () => {
    const crd = await client.get(crds, key);
    return crd.ok && crd.value.status?.conditions?.some(isEstablished) === true;
  });
}

const isEstablished = ({ type, status }: { readonly type: string; readonly status: string }): boolean =>
  type === 'Established' && status === 'True';

async function createNamespace(client: KubeClient, name: string, cleanup: Cleanup): Promise<void> {
  const { namespaces } = coreResources;
  const created = await client.create(namespaces, { metadata: { name, labels: partOfDemo } });
  if (!created.ok && created.reason === 'AlreadyExists') {
    throw new DemoError(
      `the namespace ${name} is there already, and the demo deletes its own at the end: use --namespace`,
    );
  }
  expectOk(created, `cannot create the namespace ${name}`);
  cleanup.add(`namespace ${name}`, () => remove(client, namespaces, { name }));
}

/** Creates an object in the demo's namespace, with which it goes. */
export async function createObject<T extends KubeObject>(
  client: KubeClient,
  resource: Resource<T>,
  object: T,
): Promise<void> {
  const { name } = object.metadata;
  expectOk(await client.create(resource, object), `cannot create the ${resource.kind} ${name}`);
}

/** Deletes an object and waits until it is gone. */
export async function remove<T>(client: KubeClient, resource: Resource<T>, key: ObjectKey): Promise<void> {
  const deleted = await client.delete(resource, key, { propagationPolicy: 'Background' });
  if (!deleted.ok && deleted.reason !== 'NotFound') throw new DemoError(`it is still there: ${deleted.message}`);
  await expectSoon('it is gone', async () => {
    const found = await client.get(resource, key);
    return !found.ok && found.reason === 'NotFound';
  });
}

async function expectSoon(what: string, isSo: () => Promise<boolean>): Promise<void> {
  if (await waitUntil(isSo, patienceMillis)) return;
  throw new DemoError(`waited ${patienceMillis / 1000} s in vain until ${what}`);
}

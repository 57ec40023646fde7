import { coreResources, type KubeClient } from '@dogwatch/kube';
import type { Cleanup } from '../cleanup.js';
import { DemoError, expectOk } from '../demo-error.js';
import { partOfDemo } from '../scenario/to-objects.js';
import { createObject, remove } from './prepare-cluster.js';

/** Name of the Service in front of the replicas. */
export const apiServiceName = 'external-metrics-api';

/** Where external-metrics-api listens, as the API server sees it, and who signed its certificate (PEM). */
export interface ApiAddress {
  readonly namespace: string;
  readonly host: string;
  readonly port: number;
  readonly ca: string;
}

/** Has the API server hand external.metrics.k8s.io to us: a Service that points outside, and the APIService. */
export async function registerApi(client: KubeClient, address: ApiAddress, cleanup: Cleanup): Promise<void> {
  const { namespace, host, port, ca } = address;
  const name = 'v1beta1.external.metrics.k8s.io';
  const { apiServices, services } = coreResources;
  await createObject(client, services, {
    metadata: { name: apiServiceName, namespace, labels: partOfDemo },
    spec: { type: 'ExternalName', externalName: host, ports: [{ name: 'https', port }] },
  });
  const created = await client.create(apiServices, {
    metadata: { name, labels: partOfDemo },
    spec: {
      group: 'external.metrics.k8s.io',
      version: 'v1beta1',
      groupPriorityMinimum: 100,
      versionPriority: 100,
      caBundle: Buffer.from(ca).toString('base64'),
      service: { namespace, name: apiServiceName, port },
    },
  });
  if (!created.ok && created.reason === 'AlreadyExists') {
    throw new DemoError(`the APIService ${name} is there already: another adapter serves external metrics here`);
  }
  expectOk(created, `cannot create the APIService ${name}`);
  cleanup.add(`APIService ${name}`, () => remove(client, apiServices, { name }));
}

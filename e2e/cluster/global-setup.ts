import type { TestProject } from 'vitest/node';
import { apply, type Manifest } from '../lab/apply.ts';
import { client, keys, kubeconfig, kubectl, namespace, outside, shop } from './cluster.ts';
import { buildClusterImages } from './images.ts';
import { listAllObjects } from './list-objects.ts';
import { printImages } from '../../tools/image/build-images.ts';
import { uninstall } from './release.ts';
import { startWorkbench } from './workbench.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Every object that was there before the release, as `Kind namespace/name`. */
    readonly objectsBefore: readonly string[];
  }
}

const crds = ['dashboards', 'genericresources', 'metrics', 'monitors', 'slos'].map(
  (kind) => `datadog${kind}.datadoghq.com`,
);

function toNamespace(name: string): Manifest {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

/** What must not be there yet, since it is deleted at the end. */
const ours: Readonly<Record<string, readonly string[]>> = {
  apiservice: ['v1beta1.external.metrics.k8s.io'],
  crd: crds,
  namespace: [namespace, outside, shop],
};

/** Refuses a cluster in which something of ours, or of Datadog's, is in use. */
async function checkCluster(): Promise<void> {
  if (kubeconfig === '') throw new Error('set KUBECONFIG to the kubeconfig of a cluster that you can spare');
  for (const [kind, names] of Object.entries(ours)) {
    const found = await kubectl('get', kind, ...names, '--ignore-not-found', '-o', 'name');
    if (found !== '') throw new Error(`the cluster has this already, and it would be deleted at the end:\n${found}`);
  }
}

async function removeAll(): Promise<void> {
  // only while monitor-sync runs somebody takes the finalizers away; after the story of the uninstall nothing of this is there
  await kubectl('delete', 'datadogmonitors', '--all', '-n', shop, '--timeout=60s').catch(() => undefined);
  await uninstall().catch(() => undefined);
  await kubectl('delete', 'namespace', namespace, outside, shop, '--ignore-not-found', '--wait=false');
  await kubectl('delete', 'crd', ...crds, '--ignore-not-found', '--wait=false');
}

/** Brings images to the cluster, and what stands outside of Dogwatch, and does what the README says comes before `helm install`. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await checkCluster();
  const loader = process.env['IMAGE_LOADER'];
  if (loader === undefined) console.log('IMAGE_LOADER is not set: the images must be in the cluster already.');
  else console.log(printImages(await buildClusterImages(loader)));
  await startWorkbench();
  await apply(client, toNamespace(namespace), toNamespace(shop));
  const literals = Object.entries(keys).map(([name, key]) => `--from-literal=${name}=${key}`);
  await kubectl('create', 'secret', 'generic', 'datadog-secret', '-n', namespace, ...literals);
  project.provide('objectsBefore', [...(await listAllObjects())]);
  // for who wants to look at what a story has left
  return process.env['E2E_KEEP'] === undefined ? removeAll : () => Promise.resolve();
}

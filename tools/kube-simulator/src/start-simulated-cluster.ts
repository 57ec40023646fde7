import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crds } from '@dogwatch/crds';
import { coreResources, createKubeClient, loadKubeConfig } from '@dogwatch/kube';
import { type KubeSimulator, startHpaLoop, startKubeSimulator, type StoredObject } from '@dogwatch/testing';
import { parseAllDocuments } from 'yaml';
import type { ClusterOptions } from './command-line.js';

/** A cluster without nodes: an API server and an HPA controller. */
export interface SimulatedCluster {
  /** Where this machine reaches it. */
  readonly url: string;
  readonly simulator: KubeSimulator;
  stop(): Promise<void>;
}

/** How to undo what was started, in the order of the starts. */
type Undo = () => Promise<void> | void;

/**
 * Starts an API server with all of Dogwatch's CRDs and the objects of the manifests, and an HPA controller; writes the
 * kubeconfig when all are there. Until then there is none, not even that of an earlier run. `tell` hears of every Deployment
 * that is scaled. Rejects when something cannot be started; nothing runs then.
 */
export async function startSimulatedCluster(
  options: ClusterOptions,
  tell: (sentence: string) => void,
): Promise<SimulatedCluster> {
  const { port, host, kubeconfig } = options;
  if (kubeconfig !== undefined) await rm(kubeconfig, { force: true });
  const objects = (await Promise.all(options.manifests.map(readManifests))).flat();
  const simulator = await startKubeSimulator({ tls: true, crds, port, host });
  const started: Undo[] = [() => simulator.stop()];
  const stop = async (): Promise<void> => {
    for (const undo of started.splice(0).toReversed()) await undo();
  };
  try {
    for (const object of objects) simulator.load(object);
    started.push(tellScales(simulator, tell), ...startController(simulator, options));
    if (kubeconfig !== undefined) await writeKubeconfig(kubeconfig, simulator, options.server);
    return { url: simulator.url, simulator, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function startController(simulator: KubeSimulator, { hpaSyncMillis }: ClusterOptions): readonly Undo[] {
  const client = createKubeClient(loadKubeConfig({ path: simulator.kubeconfigPath }), { userAgent: 'hpa-controller' });
  // short, so that one sees Deployments get smaller too
  const hpa = startHpaLoop({ client, syncPeriodMillis: hpaSyncMillis, downscaleStabilizationMillis: 15_000 });
  return [() => client.close(), () => hpa.stop()];
}

async function readManifests(path: string): Promise<readonly StoredObject[]> {
  const text = await readFile(path, 'utf8');
  return parseAllDocuments(text).flatMap((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw new Error(`${path}: ${error.message}`);
    const value: unknown = document.toJS();
    if (value === null) return [];
    if (!isManifest(value)) throw new Error(`${path}: every object needs apiVersion, kind and metadata.name`);
    return [value];
  });
}

function isManifest(value: unknown): value is StoredObject {
  if (typeof value !== 'object' || value === null) return false;
  const { apiVersion, kind, metadata }: { apiVersion?: unknown; kind?: unknown; metadata?: unknown } = value;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return false;
  return typeof metadata === 'object' && metadata !== null && 'name' in metadata && typeof metadata.name === 'string';
}

/** Others wait for the file, so it comes into being whole. They may be other users of the machine: containers have users of their own. */
async function writeKubeconfig(path: string, simulator: KubeSimulator, server: string | undefined): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.new`, simulator.kubeconfigFor(simulator.adminToken, server), { mode: 0o644 });
  await rename(`${path}.new`, path);
}

function tellScales({ store }: KubeSimulator, tell: (sentence: string) => void): Undo {
  return store.subscribe(({ resource, object, previous }) => {
    if (resource.plural === coreResources.deployments.plural) tellScale(object, previous, tell);
  });
}

function tellScale(object: StoredObject, previous: StoredObject | undefined, tell: (sentence: string) => void): void {
  const [before, after] = [replicasOf(previous), replicasOf(object)];
  const { namespace, name } = object.metadata;
  if (previous !== undefined && before !== after)
    tell(`${String(namespace)}/${name}: from ${before} to ${after} replicas`);
}

function replicasOf(object: StoredObject | undefined): number {
  const spec = object?.['spec'];
  const replicas = typeof spec === 'object' && spec !== null && 'replicas' in spec ? spec.replicas : undefined;
  return typeof replicas === 'number' ? replicas : 1;
}

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { chart, helm, kubectl } from './helm.ts';

/** An administrator of the shared control plane. */
export const kubeconfig = inject('kubeconfigPath');
/** Where releases go. */
export const namespace = 'chart';

const folder = mkdtempSync(join(tmpdir(), 'dogwatch-chart-'));

/** An object of the cluster, for tests to look into. */
export interface KubeObject {
  readonly metadata: {
    readonly name: string;
    readonly generation?: number;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly data?: Readonly<Record<string, string>>;
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly spec: any;
}

/** One object. */
export async function get(...args: readonly string[]): Promise<KubeObject> {
  return JSON.parse(await kubectl(['get', ...args, '-n', namespace, '-o', 'json'], kubeconfig));
}

/** The objects of some kinds. */
export async function list(...args: readonly string[]): Promise<readonly KubeObject[]> {
  const { items } = JSON.parse(await kubectl(['get', ...args, '-o', 'json'], kubeconfig));
  return items;
}

/** helm on the release `r`; hooks are Jobs, and no node is there to run them. */
export async function release(command: 'install' | 'upgrade', ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await helm([command, 'r', chart, '-n', namespace, ...args], kubeconfig);
  if (code !== 0) throw new Error(stderr);
  return stdout;
}

/** Secrets that the hook `clean-up` of the release deletes. */
async function listLeftovers(): Promise<string[]> {
  const { stdout } = await helm(['get', 'hooks', 'r', '-n', namespace], kubeconfig);
  return [...stdout.matchAll(/secrets\/([a-z0-9-]+)/g)].map(([, name = '']) => name);
}

/** Takes the release away, and what its clean-up takes away; without a node no hook runs. */
export async function uninstall(): Promise<void> {
  const leftovers = await listLeftovers();
  const { code, stderr } = await helm(['uninstall', 'r', '-n', namespace, '--no-hooks'], kubeconfig);
  if (code !== 0) throw new Error(stderr);
  if (leftovers.length > 0)
    await kubectl(['delete', 'secret', ...leftovers, '-n', namespace, '--ignore-not-found'], kubeconfig);
}

/** `kubectl apply` of manifests; says what it says. */
export async function applyText(text: string, ...args: readonly string[]): Promise<string> {
  const path = join(folder, 'manifests.yaml');
  writeFileSync(path, text);
  return kubectl(['apply', '-f', path, ...args], kubeconfig);
}

/** Namespaces that values of tests name in `watchNamespaces`. */
const watched = ['team-a', 'team-b'];

/** Makes the namespaces, where they are not there, and kinds of others that the chart can make objects of. */
export async function prepareCluster(): Promise<void> {
  for (const name of [namespace, ...watched])
    await applyText(JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
  await kubectl(['apply', '-f', 'e2e/chart/foreign-crds.yaml'], kubeconfig);
  await kubectl(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=30s'], kubeconfig);
}

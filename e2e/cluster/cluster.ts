import { createKubeClient, type KubeClient, loadKubeConfig } from '@dogwatch/kube';
import * as helmCommand from '../chart/helm.ts';
import { send } from '../lab/apply.ts';

/** The kubeconfig of the cluster; only one that is named, so that nothing is ever installed by accident. */
export const kubeconfig = process.env['KUBECONFIG'] ?? '';

/** Namespace of the release, which is named like it. */
export const namespace = 'dogwatch';
/** Namespace of what stands outside of Dogwatch. */
export const outside = 'dogwatch-e2e';
/** Namespace of those who use it. */
export const shop = 'dogwatch-e2e-shop';

/** The keys of Datadog that the release gets; they must show up nowhere. */
export const keys = { 'api-key': 'a'.repeat(27) + '0cafe', 'app-key': 'b'.repeat(35) + '1cafe' };

// what became of a load is told when its last log has arrived
const patienceMillis = 90_000;

/** An administrator of the cluster. */
export const client: KubeClient = createKubeClient(loadKubeConfig(), {
  userAgent: 'e2e',
  timeoutMillis: patienceMillis,
});

/** An object, as far as stories look at it: they name the fields that they expect, and fail where one is not there. */
export interface KubeObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
  /** Of Events. */
  readonly message?: string;
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly spec: any;
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly status: any;
}

/** Runs kubectl; rejects with what it says when it fails. */
export function kubectl(...args: readonly string[]): Promise<string> {
  return helmCommand.kubectl(args, kubeconfig);
}

/** Runs helm in the namespace of the release; rejects with what it says when it fails. */
export async function helm(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await helmCommand.helm([...args, '-n', namespace], kubeconfig);
  if (code !== 0) throw new Error(`helm ${args.join(' ')}: ${stderr}${stdout}`);
  return stdout;
}

/** One object, by its API path. */
export function get(path: string): Promise<KubeObject> {
  return send(client, 'GET', path) as Promise<KubeObject>;
}

/** The objects of an API path. */
export async function list(path: string): Promise<readonly KubeObject[]> {
  const { items } = (await send(client, 'GET', path)) as { readonly items: readonly KubeObject[] };
  return items;
}

/** The pods of the release, or of one component, that are not going away. */
export async function podsOf(component?: string): Promise<readonly KubeObject[]> {
  const labels = ['app.kubernetes.io/instance=dogwatch', component && `app.kubernetes.io/component=${component}`];
  const selector = encodeURIComponent(labels.filter(Boolean).join(','));
  const pods = await list(`/api/v1/namespaces/${namespace}/pods?labelSelector=${selector}`);
  return pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
}

/** Seconds since a start, one digit after the point. */
export function secondsSince(startMillis: number): string {
  return `${((Date.now() - startMillis) / 1000).toFixed(1)} s`;
}

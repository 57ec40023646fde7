import { existsSync } from 'node:fs';
import { createKubeClient, type KubeClient, loadKubeConfig } from '@dogwatch/kube';
import { startHpaLoop, startKubeSimulator } from '@dogwatch/testing';
import type { Cleanup } from '../cleanup.js';
import { DemoError } from '../demo-error.js';
import { downscaleStabilizationSeconds } from '../scenario/to-objects.js';

/** The Kubernetes of the demo. */
export interface Cluster {
  /** For people: `simulator`, or the address of the API server. */
  readonly label: string;
  readonly kubeconfig: string;
  readonly client: KubeClient;
  /** Where the API server reaches what listens on this machine; undefined if it is not known to. */
  readonly apiHost: string | undefined;
  /** Begins to scale; a real cluster does so all the time. */
  startScaling(): void;
}

const hpaSyncMillis = 3000;

/** An API server in memory with an HPA loop. */
export async function startSimulatedCluster(cleanup: Cleanup): Promise<Cluster> {
  const simulator = await startKubeSimulator({ tls: true });
  cleanup.add('Kubernetes simulator', () => simulator.stop());
  const client = connect(simulator.kubeconfigPath, cleanup);
  return {
    label: 'simulator',
    kubeconfig: simulator.kubeconfigPath,
    client,
    apiHost: '127.0.0.1',
    startScaling() {
      const loop = startHpaLoop({
        client,
        syncPeriodMillis: hpaSyncMillis,
        downscaleStabilizationMillis: downscaleStabilizationSeconds * 1000,
      });
      cleanup.add('HPA loop', () => loop.stop());
    },
  };
}

/** The cluster of a kubeconfig's current context. */
export function connectRealCluster(kubeconfig: string, apiHost: string | undefined, cleanup: Cleanup): Cluster {
  if (!existsSync(kubeconfig)) throw new DemoError(`there is no file ${kubeconfig}: give --kubeconfig one that exists`);
  return {
    label: loadKubeConfig({ path: kubeconfig }).server,
    kubeconfig,
    client: connect(kubeconfig, cleanup),
    apiHost,
    startScaling: () => undefined,
  };
}

function connect(path: string, cleanup: Cleanup): KubeClient {
  const client = createKubeClient(loadKubeConfig({ path }), { userAgent: 'dogwatch-demo' });
  cleanup.add('Kubernetes client', () => client.close());
  return client;
}

import { startControlPlane, startNatsServer } from '@dogwatch/control-plane';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** A kubeconfig for an administrator of the control plane that all stories share. */
    readonly kubeconfigPath: string;
    /** Of the nats-server that all stories share: JetStream, no login. */
    readonly natsUrl: string;
  }
}

function tell(line: string): void {
  console.log(line);
}

/**
 * Starts what all stories share: stories keep to namespaces of their own, and a story that breaks servers starts its own.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const nats = await startNatsServer({ jetstream: true, tell });
  const controlPlane = await startControlPlane({ tell }).catch(async (error: unknown) => {
    await nats.stop();
    throw error;
  });
  project.provide('kubeconfigPath', controlPlane.kubeconfigPath);
  project.provide('natsUrl', nats.url);
  return async () => {
    await controlPlane.stop();
    await nats.stop();
  };
}

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

/**
 * Starts what all stories share: stories keep to namespaces of their own, and a story that breaks servers starts its own.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const tell = (line: string): void => console.log(line);
  const started = await Promise.allSettled([startControlPlane({ tell }), startNatsServer({ jetstream: true, tell })]);
  const [controlPlane, nats] = started;
  const stopAll = async (): Promise<void> => {
    await Promise.all(started.map(async (server) => server.status === 'fulfilled' && server.value.stop()));
  };
  if (controlPlane.status === 'rejected' || nats.status === 'rejected') {
    await stopAll();
    throw controlPlane.status === 'rejected' ? controlPlane.reason : nats.reason;
  }
  project.provide('kubeconfigPath', controlPlane.value.kubeconfigPath);
  project.provide('natsUrl', nats.value.url);
  return stopAll;
}

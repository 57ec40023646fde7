import type { DatadogMonitor } from '@dogwatch/crds';
import { expect } from 'vitest';
import { type Manifest, send } from './apply.ts';
import { eventually, type Lab } from './lab.ts';

/** A resource of a kind that monitor-sync keeps, as far as stories look at it. */
export type SyncedResource = DatadogMonitor & Manifest;

/** A DatadogMonitor that nothing is wrong with. */
export function toMonitor(
  namespace: string,
  name: string,
  rest: { readonly spec?: object; readonly annotations?: Readonly<Record<string, string>> } = {},
): Manifest {
  return {
    apiVersion: 'datadoghq.com/v1alpha1',
    kind: 'DatadogMonitor',
    metadata: { name, namespace, ...(rest.annotations && { annotations: rest.annotations }) },
    spec: {
      name: `${name} is long`,
      message: 'look',
      type: 'query alert',
      query: `avg(last_5m):avg:shop.depth{queue:${name}} > 5`,
      tags: ['team:shop'],
      ...rest.spec,
    },
  };
}

/** The API path of DatadogMonitors of a namespace, or of one. */
export function monitorPath(namespace: string, name?: string): string {
  const list = `/apis/datadoghq.com/v1alpha1/namespaces/${namespace}/datadogmonitors`;
  return name === undefined ? list : `${list}/${name}`;
}

/** A DatadogMonitor as the API server has it. */
export function getMonitor(lab: Lab, namespace: string, name: string): Promise<SyncedResource> {
  return lab.get<SyncedResource>(monitorPath(namespace, name));
}

/** All DatadogMonitors of a namespace. */
export async function listMonitors(lab: Lab, namespace: string): Promise<readonly SyncedResource[]> {
  const { items } = await lab.get<{ readonly items: readonly SyncedResource[] }>(monitorPath(namespace));
  return items;
}

/** Waits for the id that a DatadogMonitor has in Datadog. */
export function idOf(lab: Lab, namespace: string, name: string): Promise<number> {
  return eventually(async () => {
    const { status } = await getMonitor(lab, namespace, name);
    expect(status?.id).toBeGreaterThan(0);
    return Number(status?.id);
  });
}

/** Condition type to `Status/Reason`. */
export async function monitorConditionsOf(lab: Lab, namespace: string, name: string): Promise<Record<string, string>> {
  const { status } = await getMonitor(lab, namespace, name);
  return Object.fromEntries(
    (status?.conditions ?? []).map(({ type, status: value, reason }) => [type, `${value}/${reason}`]),
  );
}

/** Takes the status of a DatadogMonitor away, as a restore from a backup does. */
export async function wipeStatus(lab: Lab, namespace: string, name: string): Promise<void> {
  await send(lab.client, 'PATCH', `${monitorPath(namespace, name)}/status`, {
    body: { status: null },
    headers: { 'content-type': 'application/merge-patch+json' },
  });
}

/** Deletes a DatadogMonitor and waits until it is gone. */
export async function removeMonitor(lab: Lab, namespace: string, name: string): Promise<void> {
  await send(lab.client, 'DELETE', monitorPath(namespace, name));
  await untilGone(lab, monitorPath(namespace, name));
}

/** Waits until the API server has no such object any more. */
export async function untilGone(lab: Lab, path: string, seconds?: number): Promise<void> {
  await eventually(() => expect(lab.get(path)).rejects.toThrow(`GET ${path}: 404`), seconds);
}

/** How many calls Datadog had by a method. */
export function callsBy({ datadog }: Lab, method: string): number {
  return datadog.calls.list().filter((call) => call.method === method).length;
}

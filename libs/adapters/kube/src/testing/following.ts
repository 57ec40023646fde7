import type { ServerResponse } from 'node:http';
import type { CapturingLogger } from '@dogwatch/telemetry';
import { capturingLogger } from '@dogwatch/telemetry';
import { expect } from 'vitest';
import type { ConfigMap } from '../core-objects.js';
import { coreResources } from '../core-resources.js';
import { createKubeClient } from '../create-kube-client.js';
import { fixedConnection } from '../kube-connection.js';
import type { ListWatch, ListWatchOptions } from '../list-watch.js';
import { listWatch } from '../list-watch.js';
import type { WireRequest, WireServer } from './wire-server.js';
import { sendJson, startWireServer } from './wire-server.js';

/** Delays that no test notices. */
export const timing = { minBackoffMillis: 1, maxBackoffMillis: 4 };
const cleanUps: (() => Promise<void>)[] = [];

/** Ends everything that `follow` started. */
export async function stopFollowing(): Promise<void> {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
}

/** A ConfigMap that holds `value`. */
export function configMap(name: string, resourceVersion: string, value = name): ConfigMap {
  const managedFields = [{ manager: 'someone' }];
  const metadata = { namespace: 'n', name, resourceVersion, managedFields };
  return { metadata, data: { value } };
}

/** Answers with one page. */
export function sendList(
  response: ServerResponse,
  resourceVersion: string,
  items: readonly ConfigMap[],
  next?: string,
): void {
  sendJson(response, 200, { items, metadata: { resourceVersion, continue: next } });
}

/** Sends one event of a watch. */
export function sendEvent(response: ServerResponse, type: string, object: unknown): void {
  response.write(`${JSON.stringify({ type, object })}\n`);
}

/** Answers lists and watches apart from each other; `number` counts the requests of that sort from 1. */
export type Answer = (response: ServerResponse, request: WireRequest, number: number) => void;

/** A list-watch of a server that says what a test wants. */
export interface Following {
  readonly server: WireServer;
  readonly watched: ListWatch<string | undefined>;
  readonly capture: CapturingLogger;
  readonly changes: readonly string[];
  /** Resolves when that many changes have been seen. */
  readonly seen: (count: number) => Promise<readonly string[]>;
}

/** Starts both. */
export async function follow(
  answers: { readonly list: Answer; readonly watch: Answer },
  options: Partial<ListWatchOptions<ConfigMap, string | undefined>> = {},
): Promise<Following> {
  let lists = 0;
  let watches = 0;
  const server = await startWireServer((request, response) => {
    if (request.query.has('watch')) {
      watches += 1;
      answers.watch(response, request, watches);
    } else {
      lists += 1;
      answers.list(response, request, lists);
    }
  });
  const client = createKubeClient(fixedConnection({ server: server.url }), { timeoutMillis: 5_000 });
  const capture = capturingLogger();
  const changes: string[] = [];
  const watched = listWatch<ConfigMap, string | undefined>({
    client,
    resource: coreResources.configMaps,
    prune: ({ metadata, data }) => ('managedFields' in metadata ? 'not dropped' : data?.['value']),
    onChange: ({ type, key, object }) => changes.push(`${type} ${key} ${object ?? ''}`),
    log: capture.logger,
    timing,
    ...options,
  });
  cleanUps.push(async () => {
    await watched.stop();
    await client.close();
    await server.stop();
  });
  const seen = async (count: number): Promise<readonly string[]> => {
    await until(() => changes.length >= count);
    return changes;
  };
  return { server, watched, capture, changes, seen };
}

/** Waits for a state that nothing announces. */
export async function until(isReached: () => boolean): Promise<void> {
  await expect.poll(isReached, { timeout: 10_000, interval: 5 }).toBe(true);
}

/** Version and page of each watch or list so far. */
export function queries({ server }: Following, isWatch: boolean): readonly string[] {
  return server.requests
    .filter(({ query }) => query.has('watch') === isWatch)
    .map(({ query }) => `${query.get('resourceVersion') ?? ''} ${query.get('continue') ?? ''}`.trim());
}

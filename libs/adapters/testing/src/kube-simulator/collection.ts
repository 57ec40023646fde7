import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { toApiVersion } from '@dogwatch/kube';
import { omit, textAt } from '../json/json.js';
import type { JsonObject } from '../json/json.js';
import { badRequest, expired, toStatus } from './failure.js';
import type { Outcome } from './failure.js';
import type { ObjectStore, StoredObject, StoreEvent } from './object-store.js';
import type { ResourceType } from './resource-type.js';
import type { Answer, Target } from './rest-verbs.js';
import { parseSelection } from './selection.js';

const maxOpenLists = 100;
const maxBufferedBytes = 16_000_000;

/** Lists a collection page by page; the pages of one list show one version. */
export type Lister = (target: Target, query: URLSearchParams) => Outcome<Answer>;

/** A lister that remembers the rest of the last 100 lists. */
export function createLister(store: ObjectStore): Lister {
  const rests = new Map<string, { readonly revision: number; readonly items: readonly StoredObject[] }>();
  return (target, query) => {
    const selection = parseSelection(query);
    if (!selection.ok) return selection;
    const token = query.get('continue');
    const items = store.list(target.resource, target.namespace).filter(selection.value);
    const rest = token === null || token === '' ? { revision: store.revision(), items } : rests.get(token);
    if (rest === undefined || store.eventsSince(rest.revision) === undefined) {
      return expired('the continue parameter is too old to display a consistent list; start a new list without it');
    }
    const limit = Number(query.get('limit')) || rest.items.length;
    const left = rest.items.slice(limit);
    const next = left.length === 0 ? {} : { continue: randomUUID(), remainingItemCount: left.length };
    if (next.continue !== undefined) rests.set(next.continue, { revision: rest.revision, items: left });
    for (const oldest of [...rests.keys()].slice(0, -maxOpenLists)) rests.delete(oldest);
    const metadata = { resourceVersion: String(rest.revision), ...next };
    return { ok: true, value: { code: 200, body: toList(target.resource, metadata, rest.items.slice(0, limit)) } };
  };
}

/** Items of built-in kinds carry no apiVersion and kind of their own, as on a real server. */
function toList(resource: ResourceType, metadata: JsonObject, objects: readonly StoredObject[]): JsonObject {
  const items = resource.schema === undefined ? objects.map((item) => omit(item, ['apiVersion', 'kind'])) : objects;
  return { kind: `${resource.kind}List`, apiVersion: toApiVersion(resource), metadata, items };
}

/** Streams the changes of a collection to `response` until its time is over or the client goes. */
export function watchCollection(
  store: ObjectStore,
  target: Target,
  query: URLSearchParams,
  response: ServerResponse,
): Outcome<undefined> {
  const selection = parseSelection(query);
  if (!selection.ok) return selection;
  const since = Number(query.get('resourceVersion') ?? 0);
  if (!Number.isInteger(since)) return badRequest(`resourceVersion: Invalid value: "${query.get('resourceVersion')}"`);
  const send = (type: string, object: unknown): void => {
    if (response.writableEnded || response.destroyed) return;
    response.write(`${JSON.stringify({ type, object })}\n`);
    if (response.writableLength > maxBufferedBytes) response.destroy();
  };
  response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
  const missed = since === 0 ? toAdditions(store, target) : store.eventsSince(since);
  if (missed === undefined) {
    send('ERROR', toStatus(expired(`too old resource version: ${since} (${store.revision()})`)));
    response.end();
    return { ok: true, value: undefined };
  }
  const report = (event: StoreEvent): void => {
    const type = isInside(event, target) ? toWatchType(event, selection.value) : undefined;
    if (type !== undefined) send(type, event.object);
  };
  for (const event of missed) report(event);
  const unsubscribe = store.subscribe(report);
  const stopClock = startWatchClock(store, target, query, { send, end: () => response.end() });
  response.once('close', () => {
    unsubscribe();
    stopClock();
  });
  return { ok: true, value: undefined };
}

function toAdditions(store: ObjectStore, { resource, namespace }: Target): readonly StoreEvent[] {
  const objects = store.list(resource, namespace);
  return objects.map((object) => ({ type: 'ADDED', revision: store.revision(), resource, object }));
}

function isInside({ resource, object }: StoreEvent, target: Target): boolean {
  const isSameNamespace = target.namespace === '' || textAt(object, 'metadata', 'namespace') === target.namespace;
  return isSameNamespace && resource.plural === target.resource.plural && resource.group === target.resource.group;
}

/** An object that comes to match a selector is added, one that ceases to is deleted. */
function toWatchType(event: StoreEvent, matches: (object: StoredObject) => boolean): string | undefined {
  const { type, object, previous } = event;
  const isMatch = matches(object);
  if (type !== 'MODIFIED' || previous === undefined) return isMatch ? type : undefined;
  if (matches(previous)) return isMatch ? 'MODIFIED' : 'DELETED';
  return isMatch ? 'ADDED' : undefined;
}

interface WatchSink {
  readonly send: (type: string, object: unknown) => void;
  readonly end: () => void;
}

function startWatchClock(store: ObjectStore, target: Target, query: URLSearchParams, sink: WatchSink): () => void {
  const { resource } = target;
  const since = store.revision();
  const bookmark = (): void => {
    // As on a real server: without a change since the watch began there is nothing to mark.
    if (store.revision() <= since) return;
    const metadata = { resourceVersion: String(store.revision()), creationTimestamp: null };
    sink.send('BOOKMARK', { kind: resource.kind, apiVersion: toApiVersion(resource), metadata });
  };
  const hasBookmarks = query.get('allowWatchBookmarks') === 'true';
  const bookmarks = hasBookmarks ? setInterval(bookmark, 1000) : undefined;
  const deadline = setTimeout(sink.end, Number(query.get('timeoutSeconds') ?? 1800) * 1000);
  return () => {
    clearInterval(bookmarks);
    clearTimeout(deadline);
  };
}

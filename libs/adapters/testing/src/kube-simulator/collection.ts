import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { toApiVersion } from '@dogwatch/kube';
import { matchesLabels, parseLabelSelector } from '@dogwatch/scaling';
import { type JsonObject, objectAt, omit, textAt } from '../json/json.js';
import type { ObjectStore, StoredObject, StoreEvent } from './object-store.js';
import { Refusal } from './refusal.js';
import type { Target } from './rest-verbs.js';

const maxOpenLists = 100;
const maxBufferedBytes = 16_000_000;
const bookmarkMillis = 1000;

/** What the query's labelSelector and fieldSelector (`metadata.name=` alone) select. */
function parseSelection(query: URLSearchParams): (object: StoredObject) => boolean {
  const labels = parseLabelSelector(query.get('labelSelector') ?? '');
  if (!labels.ok) throw new Refusal(400, 'BadRequest', labels.message);
  const fields = /^(?:metadata\.name=([^,=!]+))?$/.exec(query.get('fieldSelector') ?? '');
  if (fields === null) throw new Refusal(400, 'BadRequest', 'the only fieldSelector here is metadata.name=NAME');
  return ({ metadata }) => {
    const texts = Object.entries(objectAt(metadata, 'labels')).map(([key, label]) => [key, String(label)]);
    return metadata.name === (fields[1] ?? metadata.name) && matchesLabels(labels.selector, Object.fromEntries(texts));
  };
}

/** Lists a collection page by page; the pages of one list show one version. */
export type Lister = (target: Target, query: URLSearchParams) => JsonObject;

/** A lister that remembers the rest of the last 100 lists. */
export function createLister(store: ObjectStore): Lister {
  const rests = new Map<string, { readonly revision: number; readonly items: readonly StoredObject[] }>();
  return ({ resource, namespace }, query) => {
    const token = query.get('continue') ?? '';
    const all = store.list(resource, namespace).filter(parseSelection(query));
    const rest = token === '' ? { revision: store.revision(), items: all } : rests.get(token);
    if (rest === undefined || store.eventsSince(rest.revision) === undefined) {
      throw new Refusal(410, 'Expired', 'the continue parameter is too old to display a consistent list');
    }
    const limit = Number(query.get('limit')) || rest.items.length;
    const left = rest.items.slice(limit);
    const next = left.length === 0 ? {} : { continue: randomUUID(), remainingItemCount: left.length };
    if (next.continue !== undefined) rests.set(next.continue, { revision: rest.revision, items: left });
    for (const oldest of [...rests.keys()].slice(0, -maxOpenLists)) rests.delete(oldest);
    return {
      kind: `${resource.kind}List`,
      apiVersion: toApiVersion(resource),
      metadata: { resourceVersion: String(rest.revision), ...next },
      // As on a real server, items of built-in kinds carry no apiVersion and kind of their own.
      items: rest.items.slice(0, limit).map((item) => (resource.schema ? item : omit(item, ['apiVersion', 'kind']))),
    };
  };
}

/** Streams the changes of a collection to `response` until its time is over or the client goes. */
export function watchCollection(
  store: ObjectStore,
  target: Target,
  query: URLSearchParams,
  response: ServerResponse,
): undefined {
  const matches = parseSelection(query);
  const send = (type: string, object: unknown): void => {
    if (response.writableEnded || response.destroyed) return;
    response.write(`${JSON.stringify({ type, object })}\n`);
    if (response.writableLength > maxBufferedBytes) response.destroy();
  };
  const report = (event: StoreEvent): void => {
    const type = isInside(event, target) ? toWatchType(event, matches) : undefined;
    if (type !== undefined) send(type, event.object);
  };
  response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
  const since = Number(query.get('resourceVersion') ?? 0);
  const missed = since === 0 ? toAdditions(store, target) : store.eventsSince(since);
  if (missed === undefined) {
    send('ERROR', new Refusal(410, 'Expired', `too old resource version: ${since} (${store.revision()})`).status);
    response.end();
    return;
  }
  for (const event of missed) report(event);
  const unsubscribe = store.subscribe(report);
  const bookmarks = query.get('allowWatchBookmarks') === 'true' ? startBookmarks(store, target, send) : undefined;
  const deadline = setTimeout(() => response.end(), Number(query.get('timeoutSeconds') ?? 1800) * 1000);
  response.once('close', () => {
    unsubscribe();
    clearInterval(bookmarks);
    clearTimeout(deadline);
  });
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
  const [was, is] = [event.previous ?? event.object, event.object].map(matches);
  if (event.type !== 'MODIFIED' || was === is) return is ? event.type : undefined;
  return is ? 'ADDED' : 'DELETED';
}

/** As on a real server, there is nothing to mark without a change since the watch began. */
function startBookmarks(store: ObjectStore, { resource }: Target, send: (type: string, object: unknown) => void) {
  const since = store.revision();
  return setInterval(() => {
    const metadata = { resourceVersion: String(store.revision()) };
    if (store.revision() > since)
      send('BOOKMARK', { kind: resource.kind, apiVersion: toApiVersion(resource), metadata });
  }, bookmarkMillis);
}

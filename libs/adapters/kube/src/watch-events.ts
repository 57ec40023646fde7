import type { KubeObject } from './resource.js';

/** One line of a watch, as the server sends it. */
export interface WireEvent<T extends KubeObject> {
  readonly type?: unknown;
  readonly object?: T | null;
}

/** An event of a watch that can be used. */
export type WatchEvent<T extends KubeObject> =
  | { readonly type: 'ADDED' | 'DELETED' | 'MODIFIED'; readonly object: T }
  | { readonly type: 'BOOKMARK'; readonly resourceVersion: string }
  | { readonly type: 'ERROR'; readonly status: object };

function isChange(type: unknown): type is 'ADDED' | 'DELETED' | 'MODIFIED' {
  return type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED';
}

/** Reads one line of a watch; undefined if it is nothing that Kubernetes sends. */
export function parseWatchEvent<T extends KubeObject>(line: WireEvent<T> | null): WatchEvent<T> | undefined {
  const { type, object } = line ?? {};
  if (type === 'ERROR') return { type, status: object ?? {} };
  if (object?.metadata === undefined) return undefined;
  if (isChange(type)) return { type, object };
  const { resourceVersion } = object.metadata;
  return type === 'BOOKMARK' && resourceVersion !== undefined ? { type, resourceVersion } : undefined;
}

import type { Readable } from 'node:stream';
import type { ObjectMeta } from '@dogwatch/crds';
import type { KubeResult } from './kube-result.js';
import type { ObjectKey, Resource } from './resource.js';

/** What every call takes. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  /** How long the whole call may take; the client's default without it. */
  readonly timeoutMillis?: number;
}

/** What `list` selects. Without a namespace: all namespaces. */
export interface ListOptions extends CallOptions {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

/** All items of a list, whatever number of pages it took. */
export interface ObjectList<T> {
  readonly items: readonly T[];
  readonly resourceVersion: string;
}

/** One page of a list. */
export interface PageOptions extends ListOptions {
  /** How many items at most: 500 by default. */
  readonly limit?: number;
  /** Where the page before ended. */
  readonly continue?: string;
}

/** Some items of a list, and where the next page begins, if there is one. */
export interface ObjectPage<T> extends ObjectList<T> {
  readonly continue?: string;
}

/** What every object that can be written has. */
export interface WritableObject {
  readonly metadata?: Partial<ObjectMeta>;
}

/** How a write is marked, and whether it only rehearses. */
export interface WriteOptions extends CallOptions {
  readonly fieldManager?: string;
  readonly dryRun?: boolean;
}

/** What may be deleted, and how what depends on it goes. */
export interface DeleteOptions extends CallOptions {
  /** Only this very object; a newer one of the same name is a Conflict. */
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
}

/** One step of a JSON patch (RFC 6902). */
export type JsonPatchOperation =
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string }
  | { readonly op: 'copy' | 'move'; readonly path: string; readonly from: string };

/** A change to an object: RFC 7386 merge, RFC 6902 steps, or server-side apply. */
export type Patch =
  | { readonly type: 'merge'; readonly body: object }
  | { readonly type: 'json'; readonly operations: readonly JsonPatchOperation[] }
  | { readonly type: 'apply'; readonly object: object; readonly fieldManager: string; readonly force?: boolean };

/** Parts of a request that has no method of its own. */
export interface RawOptions extends CallOptions {
  readonly query?: Readonly<Record<string, boolean | number | string | undefined>>;
  /** Sent as JSON, unless it is a text. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The span's name; concrete names do not belong in it. The method alone by default. */
  readonly spanName?: string;
}

/** A raw answer whose body is still to be read (or destroyed). */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Readable;
}

/** HTTP methods that the API server knows. */
export type KubeMethod = 'DELETE' | 'GET' | 'PATCH' | 'POST' | 'PUT';

/**
 * The Kubernetes API. Every call is bounded in time, makes a CLIENT span named by template (`PUT datadogmetrics/status`),
 * sends its trace context, and returns failures as values. Objects sent get `apiVersion` and `kind` from the resource.
 */
export interface KubeClient {
  get<T>(resource: Resource<T>, key: ObjectKey, options?: CallOptions): Promise<KubeResult<T>>;
  list<T>(resource: Resource<T>, options?: ListOptions): Promise<KubeResult<ObjectList<T>>>;
  listPage<T>(resource: Resource<T>, options?: PageOptions): Promise<KubeResult<ObjectPage<T>>>;
  create<T extends WritableObject>(resource: Resource<T>, object: T, options?: WriteOptions): Promise<KubeResult<T>>;
  replace<T extends WritableObject>(resource: Resource<T>, object: T, options?: WriteOptions): Promise<KubeResult<T>>;
  patch<T>(resource: Resource<T>, key: ObjectKey, patch: Patch, options?: WriteOptions): Promise<KubeResult<T>>;
  delete<T>(resource: Resource<T>, key: ObjectKey, options?: DeleteOptions): Promise<KubeResult<void>>;
  replaceStatus<T extends WritableObject>(
    resource: Resource<T>,
    object: T,
    options?: WriteOptions,
  ): Promise<KubeResult<T>>;
  patchStatus<T>(resource: Resource<T>, key: ObjectKey, patch: Patch, options?: WriteOptions): Promise<KubeResult<T>>;
  /**
   * Any request. `path` begins with `/`. A non-2xx answer is a value too; a failure means that there was no answer.
   * The timeout runs until the headers are there; the body is the caller's to bound.
   */
  raw(method: KubeMethod, path: string, options?: RawOptions): Promise<KubeResult<RawAnswer>>;
  /** Ends all connections; calls after it fail with `Unreachable`. */
  close(): Promise<void>;
}

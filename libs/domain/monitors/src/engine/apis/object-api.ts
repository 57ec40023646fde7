import type { ApiBody } from '../../api-body.js';
import type { Difference } from '../../difference.js';

/** What is asked for first when calls are scarce. */
export type CallLane = 'create' | 'delete' | 'poll' | 'update';

/** One call to Datadog. */
export interface ApiCall {
  readonly method: 'DELETE' | 'GET' | 'PATCH' | 'POST' | 'PUT';
  /** Path and query. */
  readonly path: string;
  /** Method and path without ids: what shares a rate limit, and the name in traces and metrics. */
  readonly endpoint: string;
  readonly body?: unknown;
}

/** How all objects of an API are listed, page by page. */
export interface ObjectList {
  readonly pageSize: number;
  page(index: number): ApiCall;
  /** Those that carry an owner tag. */
  owned(ownerTag: string): ApiCall;
  /** The objects of one page; `undefined` when the answer has not the form that is documented. */
  parse(body: unknown): readonly ApiBody[] | undefined;
  /** A list that tells not the whole object tells by this member when it changed; the object is then read by its id. */
  readonly versionField?: string;
}

/** Where the objects of one type live in Datadog, and what can be said of them. */
export interface ObjectApi {
  /** As in `spec.type` of a DatadogGenericResource. */
  readonly type: string;
  /** Absent: objects are read one by one, and are not found by their owner. */
  readonly list?: ObjectList;
  create(body: ApiBody): ApiCall;
  read(id: string): ApiCall;
  update(id: string, body: ApiBody): ApiCall;
  remove(id: string): ApiCall;
  /** The object in the answer to a create, a read or an update. */
  parse(body: unknown): ApiBody | undefined;
  /** Its id, as text. */
  idOf(object: ApiBody): string | undefined;
  /** The body with the mark of its owner, and with the tag that the list filters on unless that is switched off. */
  mark(body: ApiBody, ownerTag: string, isRequiredTagDisabled: boolean): ApiBody;
  /** The owner tags that an object carries. */
  ownersOf(object: ApiBody): readonly string[];
  /** Where an object is not as the marked body says. */
  diff(desired: ApiBody, observed: ApiBody): readonly Difference[];
  /** Whether `diff` does not see all that may have changed in the body: the hash of what was written last tells then. */
  hidesChanges(body: ApiBody): boolean;
  /** Whether an answer tells of an object that is gone, although there is one. */
  isGone?(object: ApiBody): boolean;
}

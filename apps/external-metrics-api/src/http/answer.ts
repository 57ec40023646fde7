import type { ApiObject } from './api-objects.js';

/** What goes back to the caller, before it is encoded. */
export type Answer =
  /** A Kubernetes object, in the format of the caller's choice. */
  | { readonly type: 'object'; readonly code: number; readonly object: ApiObject }
  /** A JSON text that exists in no other format. */
  | { readonly type: 'document'; readonly json: string; readonly etag?: string }
  | { readonly type: 'text'; readonly code: number; readonly contentType: string; readonly text: string };

/** A Kubernetes object as the answer; a Status brings its own code. */
export function answerWith(object: ApiObject): Answer {
  return { type: 'object', code: object.kind === 'Status' ? object.code : 200, object };
}

/** Plain text as the answer. */
export function answerText(code: number, text: string): Answer {
  return { type: 'text', code, contentType: 'text/plain; charset=utf-8', text };
}

import type { ApiObject } from './api-objects.js';
import type { Format } from './negotiate.js';

/** An answer as it goes over the wire. */
export interface Encoded {
  readonly code: number;
  /** Names and values in turn. */
  readonly headers: string[];
  /** One character for each byte, so that head and body leave in one write. */
  readonly body: string;
}

/** A Kubernetes object as the answer, in the format of the caller's choice. */
export interface ObjectAnswer {
  readonly type: 'object';
  readonly code: number;
  readonly object: ApiObject;
  /** The compact encodings that were made of it: an object may be served many times. */
  readonly made: Partial<Record<Format, Encoded>>;
}

/** What goes back to the caller, before it is encoded. */
export type Answer =
  | ObjectAnswer
  /** A JSON text that exists in no other format. */
  | { readonly type: 'document'; readonly json: string; readonly etag?: string }
  | { readonly type: 'text'; readonly code: number; readonly contentType: string; readonly text: string };

/** A Kubernetes object as the answer; a Status brings its own code. */
export function answerWith(object: ApiObject): ObjectAnswer {
  return { type: 'object', code: object.kind === 'Status' ? object.code : 200, object, made: {} };
}

/** Plain text as the answer. */
export function answerText(code: number, text: string): Answer {
  return { type: 'text', code, contentType: 'text/plain; charset=utf-8', text };
}

import type { MonitorReason } from './reasons.js';

/** Something in a resource that is refused before anything is sent. */
export interface FieldProblem {
  readonly reason: MonitorReason;
  /** Where: `spec.options.thresholds.critical`. */
  readonly path: string;
  /** What is wrong, the value, and what would be right. */
  readonly message: string;
  /** In a query: the index of the character at which it is wrong. */
  readonly offset?: number;
}

/** The body to send, or everything that is wrong with the resource. */
export type Rendered<Body> =
  | { readonly ok: true; readonly body: Body }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };

import type { Span } from '../ast.js';
import { positionOf } from '../position.js';
import type { SemanticReason, WarningReason } from '../reasons.js';

/** Something that Datadog would refuse (`errors`) or that is likely a mistake (`warnings`), and where it stands. */
export interface Finding<Reason extends string = SemanticReason | WarningReason> {
  readonly reason: Reason;
  readonly message: string;
  readonly span: Span;
  /** Both start at 1. */
  readonly line: number;
  readonly column: number;
}

/** What a check found, in the order of the text; a query without errors may be sent. */
export interface CheckResult {
  readonly errors: readonly Finding<SemanticReason>[];
  readonly warnings: readonly Finding<WarningReason>[];
}

/** Most errors, and most warnings, that one check tells. */
export const maxFindings = 100;

/** Collects what the checks of one text find. */
export interface Report {
  readonly error: (reason: SemanticReason, span: Span, message: string) => void;
  readonly warn: (reason: WarningReason, span: Span, message: string) => void;
  /** Whether more errors would be dropped, so that a check may stop. */
  readonly isFull: () => boolean;
  readonly result: () => CheckResult;
}

type Found<Reason> = Pick<Finding, 'message' | 'span'> & { readonly reason: Reason };

/** An empty report about a text. */
export function createReport(text: string): Report {
  const errors: Found<SemanticReason>[] = [];
  const warnings: Found<WarningReason>[] = [];
  return {
    error: (reason, span, message) => add(errors, { reason, message, span }),
    warn: (reason, span, message) => add(warnings, { reason, message, span }),
    isFull: () => errors.length >= maxFindings,
    result: () => ({ errors: placed(text, errors), warnings: placed(text, warnings) }),
  };
}

function add<Reason>(list: Found<Reason>[], found: Found<Reason>): void {
  if (list.length < maxFindings) {
    list.push(found);
  }
}

function placed<Reason extends string>(text: string, list: readonly Found<Reason>[]): Finding<Reason>[] {
  return list
    .toSorted((a, b) => a.span.start - b.span.start)
    .map((found) => Object.assign({}, found, positionOf(text, found.span.start)));
}

import type { CompileContext } from './processor.js';

/** Why a text in a language of its own (query, expression, template) cannot be read, and where. */
export interface SyntaxFailure {
  readonly reason: string;
  readonly message: string;
  /** In UTF-16 units. */
  readonly offset: number;
}

/** A text in a configuration, and its field: `.categories[1].filter.query`. */
export interface TextField {
  readonly text: string;
  readonly field: string;
}

/** Reports that a text cannot be read, with the text and the place in it. */
export function reportSyntax(failure: SyntaxFailure, { text, field }: TextField, { report }: CompileContext): void {
  const { reason, message, offset } = failure;
  const place = `at character ${offset + 1} of ${JSON.stringify(text)}`;
  report({ severity: 'error', reason, field, message: `${message}, ${place}` });
}

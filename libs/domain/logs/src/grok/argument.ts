/** An argument of a matcher or filter: `"text"`, `3`, `true`, `null`, or a filter with arguments of its own: `nullIf("-")`. */
export type GrokArgument = string | number | boolean | null | GrokCall;

/** A filter used as an argument; a bare name (`integer`) is one without arguments. */
export interface GrokCall {
  readonly name: string;
  readonly args: readonly GrokArgument[];
}

/** What compiling a matcher, a filter or a part of one gives: it, or why not. */
export type GrokResult<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly reason: string; readonly message: string };

/** Whether an argument is a filter. */
export function isGrokCall(argument: GrokArgument | undefined): argument is GrokCall {
  return typeof argument === 'object' && argument !== null;
}

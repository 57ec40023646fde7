import type { CompileContext } from './processor.js';

/** A context for a part of a processor: its place and its problems are below `field`, which starts with `.` or `[`. */
export function compileWithin(context: CompileContext, field: string): CompileContext {
  return {
    ...context,
    path: context.path + field,
    report: (problem) => context.report({ ...problem, field: field + problem.field }),
    compileNested: (processors, inner, options) => context.compileNested(processors, field + inner, options),
  };
}

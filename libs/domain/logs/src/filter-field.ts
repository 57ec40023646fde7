import { compileFilter } from './filter/compile-filter.js';
import type { Log } from './log.js';
import type { CompileContext } from './processor.js';
import { reportSyntax, type TextField } from './report-syntax.js';

/** Compiles a search query of a configuration. One that cannot be read is reported, and matches nothing. */
export function compileFilterField(query: TextField, context: CompileContext): (log: Log) => boolean {
  const filter = compileFilter(query.text);
  if (filter.ok) return filter.value;
  reportSyntax(filter, query, context);
  return () => false;
}

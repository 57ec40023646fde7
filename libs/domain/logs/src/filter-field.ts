import { compileFilter } from './filter/compile-filter.js';
import { findUnreachable } from './filter/find-unreachable.js';
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

/** Warns of categories that no log gets to, as one before them takes all of theirs. */
export function reportUnreachable(
  categories: readonly { readonly name: string; readonly filter: { readonly query: string } }[],
  { report }: CompileContext,
): void {
  for (const { index, takenBy } of findUnreachable(categories.map(({ filter }) => filter.query))) {
    const message = `no log gets here: ${JSON.stringify(categories[takenBy]?.name)} before it takes all of them`;
    report({ severity: 'warning', reason: 'Unreachable', field: `.categories[${index}].filter.query`, message });
  }
}

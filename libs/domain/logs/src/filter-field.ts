import { type CompiledFilter, compileFilter } from './filter/compile-filter.js';
import type { Log } from './log.js';
import type { CompileContext } from './processor.js';

/** A search query and where it stands below a processor. */
export interface FilterField {
  readonly query: string;
  /** `.categories[1].filter.query`. */
  readonly field: string;
}

/** Compiles a search query of a configuration. One that cannot be read is reported, and matches nothing. */
export function compileFilterField(at: FilterField, context: CompileContext): (log: Log) => boolean {
  const filter = compileFilter(at.query);
  if (filter.ok) return filter.value;
  reportFilter(filter, at, context);
  return () => false;
}

/** Reports why a query cannot be read, with the place in it. */
export function reportFilter(
  { reason, message, offset }: CompiledFilter<never> & { readonly ok: false },
  { query, field }: FilterField,
  { report }: CompileContext,
): void {
  const place = `at character ${offset + 1} of ${JSON.stringify(query)}`;
  report({ severity: 'error', reason, field, message: `${message}, ${place}` });
}

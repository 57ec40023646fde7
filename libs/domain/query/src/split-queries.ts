import { type Refused, parseQueries } from './parse.js';

/** The texts of the queries of a comma list, in order, without the white space around them; commas inside brackets do not split. */
export function splitQueries(text: string): { readonly ok: true; readonly queries: readonly string[] } | Refused {
  const parsed = parseQueries(text);
  return parsed.ok
    ? { ok: true, queries: parsed.expressions.map(({ span }) => text.slice(span.start, span.end)) }
    : parsed;
}

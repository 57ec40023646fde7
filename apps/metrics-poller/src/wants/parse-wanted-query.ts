import { splitQueries } from '@dogwatch/query';
import { checkMetricQuery, failure, type Failure } from '@dogwatch/scaling';

/**
 * The queries of a wanted query, which may be several with commas between them: each is sent as one of a batch, and their series
 * one after the other are what Datadog would answer to the whole.
 */
export function parseWantedQuery(
  query: string,
  maxLength: number,
): { readonly ok: true; readonly parts: readonly string[] } | Failure {
  if (query.length > maxLength)
    return failure('QueryTooLong', `the query has ${query.length} characters, and a request has room for ${maxLength}`);
  const split = splitQueries(query);
  if (!split.ok) return failure('InvalidQuery', split.error.message);
  for (const part of split.queries) {
    const checked = checkMetricQuery(part);
    if (!checked.ok) return checked;
  }
  return { ok: true, parts: split.queries };
}

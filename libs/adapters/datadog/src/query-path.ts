/** What one call of `GET /api/v1/query` asks for. */
export interface QueryRange {
  /** Joined with commas; a query with a comma at top level would count as two. */
  readonly queries: readonly string[];
  /** Unix seconds. */
  readonly fromSeconds: number;
  /** Unix seconds. */
  readonly toSeconds: number;
}

/** The path of the metrics query API. */
export const queryPath = '/api/v1/query';

/** Path and parameters, sorted by name and escaped as HTML forms are (a blank becomes `+`), as Datadog's own client sends them. */
export function printQueryPath({ queries, fromSeconds, toSeconds }: QueryRange): string {
  return `${queryPath}?from=${fromSeconds}&query=${escapeForm(queries.join(','))}&to=${toSeconds}`;
}

function escapeForm(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replaceAll('%20', '+')
    .replaceAll(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

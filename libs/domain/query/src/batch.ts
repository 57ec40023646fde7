/** How much goes into one request. */
export interface BatchLimits {
  /** Most queries in one request. */
  readonly maxQueries: number;
  /** Most characters of one request, URL-encoded; `perQueryOverhead` is added for every query. */
  readonly maxEncodedLength: number;
  readonly perQueryOverhead: number;
}

/** What Datadog's own client sends at most. */
export const defaultBatchLimits: BatchLimits = { maxQueries: 35, maxEncodedLength: 7000, perQueryOverhead: 16 };

/** `batches` hold the queries in the order given; `tooLong` are the indexes of those that fit in no request. */
export interface BatchPlan {
  readonly batches: readonly (readonly string[])[];
  readonly tooLong: readonly number[];
}

/**
 * Fills requests one after the other: a new one starts when the last has `maxQueries` queries, or when the next query
 * would bring its encoded length to `maxEncodedLength`.
 */
export function planBatches(queries: readonly string[], limits: BatchLimits = defaultBatchLimits): BatchPlan {
  const batches: string[][] = [];
  const tooLong: number[] = [];
  let batch: string[] = [];
  let encodedLength = 0;
  for (const [index, query] of queries.entries()) {
    const length = encodedQueryLength(query) + limits.perQueryOverhead;
    if (length > limits.maxEncodedLength) {
      tooLong.push(index);
      continue;
    }
    if (batch.length === 0 || batch.length >= limits.maxQueries || encodedLength + length >= limits.maxEncodedLength) {
      batch = [];
      batches.push(batch);
      encodedLength = 0;
    }
    batch.push(query);
    encodedLength += length;
  }
  return { batches, tooLong };
}

const unreserved = /^[A-Za-z0-9\-_.~ ]$/;
const oneCharacter: readonly boolean[] = Array.from({ length: 128 }, (_, code) =>
  unreserved.test(String.fromCharCode(code)),
);

/** Characters of the query as a form value: letters, digits, `-_.~` and the space (as `+`) take one, every other byte three. */
export function encodedQueryLength(query: string): number {
  let length = 0;
  for (let offset = 0; offset < query.length; offset++) {
    const code = query.charCodeAt(offset);
    if (code < 0x80) {
      length += oneCharacter[code] ? 1 : 3;
    } else if (code < 0x800) {
      length += 6;
    } else if (isSurrogatePair(query, offset)) {
      length += 12;
      offset++;
    } else {
      length += 9;
    }
  }
  return length;
}

function isSurrogatePair(query: string, offset: number): boolean {
  return (query.codePointAt(offset) ?? 0) > 0xffff;
}

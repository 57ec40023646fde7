import { printQueryPath } from '@dogwatch/datadog';
import { defaultBatchLimits, encodedQueryLength, planBatches } from '@dogwatch/query';
import { defaultScalingOptions, planRequests, queryWindowSeconds, type Want } from '@dogwatch/scaling';
import { compareJson } from '../../compare.ts';
import type { CaseResult } from '../../suite.ts';
import { expectation, type GroupRunner, type Vector } from './vector.ts';

interface Generate {
  readonly count: number;
  readonly from: number;
  readonly prefix: string;
  readonly indexDigits: number;
  readonly padChar: string;
  readonly padCount: number;
  readonly suffix: string;
}

interface Input {
  readonly queries?: { readonly list?: readonly string[]; readonly generate?: Generate };
  readonly chunkSize: number;
  readonly maxEncodedLength: number;
  readonly perQueryOverhead: number;
  readonly metrics?: readonly { id: string; query: string; maxAge?: number; timeWindow?: number }[];
  readonly query?: string;
}

export const run: GroupRunner = (vector) => {
  const input = vector.input as unknown as Input;
  if (input.metrics !== undefined) return runWindows(vector, input.metrics);
  if (input.query !== undefined) return runLength(vector, input.query);
  const queries = input.queries?.list ?? generate(input.queries?.generate);
  const { maxEncodedLength, perQueryOverhead } = input;
  const { batches, tooLong } = planBatches(queries, {
    maxQueries: input.chunkSize,
    maxEncodedLength,
    perQueryOverhead,
  });
  return compareJson(expectation(vector), { chunkSizes: batches.map(({ length }) => length), tooLong });
};

function generate(rule: Generate | undefined): string[] {
  if (rule === undefined) return [];
  const { count, from, prefix, indexDigits, padChar, padCount, suffix } = rule;
  return Array.from(
    { length: count },
    (_, index) => `${prefix}${String(from + index).padStart(indexDigits, '0')}${padChar.repeat(padCount)}${suffix}`,
  );
}

/** `encoded` is the text, or its length. */
function runLength(vector: Vector, query: string): CaseResult {
  const expected = expectation(vector);
  const path = printQueryPath({ queries: [query], fromSeconds: 0, toSeconds: 0 });
  const text = path.slice(path.indexOf('&query=') + '&query='.length, path.lastIndexOf('&to='));
  const length = encodedQueryLength(query);
  if (text.length !== length) return { ok: false, diff: `${length} characters were counted for ${text}` };
  const encoded = typeof expected['encoded'] === 'string' ? text : length;
  return compareJson(expected, { encoded, accounted: length + defaultBatchLimits.perQueryOverhead });
}

function runWindows(vector: Vector, metrics: NonNullable<Input['metrics']>): CaseResult {
  const wants = metrics.map(({ id, query, maxAge = 0, timeWindow = 0 }): Want => {
    const windowSeconds = queryWindowSeconds(
      { maxAgeSeconds: maxAge, timeWindowSeconds: timeWindow },
      defaultScalingOptions,
    );
    return { key: id, org: 'default', query, windowSeconds, offsetSeconds: 0, alone: false };
  });
  const { requests } = planRequests(wants, defaultScalingOptions);
  const queriesByWindow: Record<string, readonly string[]> = {};
  for (const { queries, windowSeconds } of requests)
    queriesByWindow[windowSeconds] = [...(queriesByWindow[windowSeconds] ?? []), ...queries];
  return compareJson(expectation(vector), { queriesByWindow });
}

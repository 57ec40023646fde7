import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AttributeValue, compileFilter, createLog, type Log } from '@dogwatch/logs';
import type { Case, CaseResult, Suite } from '../suite.ts';

interface Vector {
  readonly name: string;
  readonly event: Readonly<Record<string, AttributeValue>>;
  readonly query: string;
  readonly match: boolean;
  readonly area: string;
}

function* load(folder: string): Iterable<Case> {
  const { vectors }: { vectors: readonly Vector[] } = JSON.parse(readFileSync(join(folder, 'logs-query.json'), 'utf8'));
  for (const vector of vectors) yield { key: vector.name, group: vector.area, run: () => run(vector) };
}

function run({ event, query, match }: Vector): CaseResult {
  const compiled = compileFilter(query);
  if (!compiled.ok) return { ok: false, diff: compiled.message };
  const actual = compiled.value(toLog(event));
  return actual === match ? { ok: true } : { ok: false, diff: `${query}: expected ${match}, got ${actual}` };
}

function toLog(event: Vector['event']): Log {
  const { tags = [], message, host, service, source, status, ...attributes } = event;
  return createLog({
    attributes,
    message: text(message),
    host: text(host),
    service: text(service),
    source: text(source),
    status: text(status),
    tags: Array.isArray(tags) ? tags.map((tag) => text(tag) ?? '') : [],
  });
}

function text(value: AttributeValue | undefined): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  return JSON.stringify(value);
}

/** The search syntax of filters: which logs a query is true for. */
export const suite: Suite = { name: 'logs-query', load };

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AttributeValue, compilePipelines, ingestJson, ingestText, type Log } from '@dogwatch/logs';
import { allOk, compareJson } from '../../compare.ts';
import type { Case, CaseResult, Suite } from '../../suite.ts';
import { loadEnvironment } from './logs-environment.ts';

interface Vector {
  readonly name: string;
  readonly input:
    | { readonly kind: 'json'; readonly log: AttributeValue }
    | { readonly kind: 'text'; readonly log: string };
  readonly preprocessing?: unknown;
  readonly expected: Readonly<Record<string, unknown>>;
}

/** The names of the vectors -> what they are called in a log. */
const readers: Readonly<Record<string, (log: Log) => unknown>> = {
  custom: ({ attributes }) => attributes,
  host: ({ host }) => host,
  message: ({ message }) => message,
  service: ({ service }) => service,
  source: ({ source }) => source,
  span_id: ({ spanId }) => spanId,
  status: ({ status }) => status,
  timestamp: ({ timestampMillis }) => timestampMillis,
  trace_id: ({ traceId }) => traceId,
};

function* load(folder: string): Iterable<Case> {
  const content: { vectors: readonly Vector[] } = JSON.parse(
    readFileSync(join(folder, 'logs-preprocess.json'), 'utf8'),
  );
  for (const vector of content.vectors) yield { key: vector.name, run: () => run(folder, vector) };
}

function run(folder: string, { input, preprocessing, expected }: Vector): CaseResult {
  const environment = loadEnvironment(folder, 0);
  const { program, problems } = compilePipelines([], { environment, preprocessing });
  if (!program) return { ok: false, diff: problems.map(({ path, message }) => `${path}: ${message}`).join('\n') };
  const log = input.kind === 'text' ? ingestText(input.log) : ingestJson(structuredClone(input.log));
  program.process(log);
  return allOk(Object.entries(expected).map(([name, value]) => compareJson(value, readers[name]?.(log))));
}

/** Reserved attributes of logs before any pipeline. */
export const suite: Suite = { name: 'logs-preprocess', load };

import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { checkQuery, type ParsedQueries, parseQueries, printQueries } from '@dogwatch/query';
import type { Bench, Row } from './bench.ts';

const roundMillis = 100;
const rounds = 20;
const hostileLength = 10_000_000;

/** Queries in the shapes and proportions of shipped dashboards: mostly one series with a few tags, some functions and arithmetic. */
function generatedQueries(): string[] {
  const scopes = [
    '*',
    '$host,$cluster_name,$kube_namespace',
    'env:prod,$service,$version,!role:leaf',
    '$zone AND (status:a OR status:b*)',
  ];
  const tails = [
    '',
    ' by {host}',
    ' by {pod_name,namespace}.as_count()',
    '.rollup(max, 60)',
    ' by {host}.fill(last, 120)',
  ];
  const metrics = ['system.load.1', 'kennel.requests.hits', 'queue.worker.messages_ready', 'Cache.Evictions.Total'];
  const series = ['avg', 'sum', 'max', 'min'].flatMap((aggregator) =>
    metrics.flatMap((metric) =>
      scopes.flatMap((scope) => tails.map((tail) => `${aggregator}:${metric}{${scope}}${tail}`)),
    ),
  );
  return series.map((text, index) => {
    if (index % 16 === 0) return `top(${text}, 10, 'mean', 'desc')`;
    if (index % 40 === 1) return text.replace(/^\w+/, 'p95');
    if (index % 25 === 0) return `100 * ${text} / (${series[index - 1]} + 1)`;
    return text;
  });
}

function shippedQueries(): string[] | undefined {
  const folder = resolve(import.meta.dirname, '..', process.env['CONFORMANCE_DATA'] ?? '../shared/vectors');
  const file = join(folder, 'queries', 'metric-queries.txt');
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : undefined;
}

/** Megabytes a second, the best of many short rounds: the others shared the core with something else or warmed up. */
function measure(texts: readonly string[], work: (text: string) => void): number {
  const megabytes = Buffer.byteLength(texts.join('')) / 1e6;
  let best = 0;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    let passes = 0;
    while (performance.now() - start < roundMillis) {
      for (const text of texts) work(text);
      passes += 1;
    }
    best = Math.max(best, (megabytes * passes * 1000) / (performance.now() - start));
  }
  return best;
}

function parse(text: string): ParsedQueries {
  const parsed = parseQueries(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.error.message}`);
  return parsed;
}

function speedRows(name: string, texts: readonly string[]): Row[] {
  const note = `${texts.length} queries, one core`;
  return [
    { name: `parse ${name}`, value: measure(texts, parse), unit: 'MB/s', target: { atLeast: 60 }, note },
    {
      name: `parse and check ${name}`,
      value: measure(texts, (text) => void checkQuery(parse(text), { use: 'dashboard' })),
      unit: 'MB/s',
      note,
    },
    {
      name: `parse and print ${name}`,
      value: measure(texts, (text) => void printQueries(parse(text).expressions)),
      unit: 'MB/s',
      note,
    },
  ];
}

function hostileRow(name: string, start: string, piece: string): Row {
  const text = start + piece.repeat(Math.ceil(hostileLength / piece.length));
  const begin = performance.now();
  const parsed = parseQueries(text);
  const value = performance.now() - begin;
  return { name: `10 MB of ${name}`, value, unit: 'ms', note: parsed.ok ? 'accepted' : parsed.error.reason };
}

/** The query parser: the speed on real queries, and that hostile text costs no more than its length. */
export const bench: Bench = {
  name: 'query',
  run: async () => {
    const shipped = shippedQueries();
    return [
      ...speedRows('generated queries', generatedQueries()),
      ...(shipped ? speedRows('shipped queries', shipped) : []),
      hostileRow('((((', '', '('),
      hostileRow('a:a:a', '', 'a:'),
      hostileRow('a:a:a in a scope', 'avg:m{', 'a:'),
      hostileRow('modifiers', 'avg:m{*}', '.a()'),
      hostileRow('values of IN', 'avg:m{k IN (', 'a,'),
    ];
  },
};

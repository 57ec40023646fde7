import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  checkMonitorQuery,
  checkQuery,
  type Expression,
  isMonitorType,
  parseFormula,
  parseMonitorQuery,
  parseQueries,
  printMonitorQuery,
  printQueries,
  printQuery,
  visit,
} from '@dogwatch/query';
import { allOk, compareJson } from '../compare.ts';
import type { Case, CaseResult, Suite } from '../suite.ts';
import { toDataTree } from './query-tree.ts';

interface Formula {
  readonly formula: string;
  readonly queries: Readonly<Record<string, string | { readonly query: null }>>;
}

interface Tricky {
  readonly query: string;
  readonly ast: readonly unknown[];
}

interface Malformed {
  readonly kind: 'metric' | 'monitor';
  readonly type?: string;
  readonly level: 'syntax' | 'semantic';
  readonly query: string;
}

interface Monitor {
  readonly type: string;
  readonly query: string;
}

const passed: CaseResult = { ok: true };

/** File -> what one of its lines must do. */
const files: Readonly<Record<string, (line: string) => CaseResult>> = {
  'malformed.jsonl': (line) => runMalformed(JSON.parse(line)),
  'metric-formulas.jsonl': (line) => runFormula(JSON.parse(line)),
  'metric-queries-quarantine.txt': (line) => (parseQueries(line).ok ? failed('the parser accepts it') : passed),
  'metric-queries.txt': runQuery,
  'monitor-queries.jsonl': (line) => runMonitor(JSON.parse(line)),
  'valid-tricky.jsonl': (line) => runTricky(JSON.parse(line)),
};

function* load(folder: string): Iterable<Case> {
  for (const [file, run] of Object.entries(files)) {
    const path = join(folder, 'queries', file);
    if (!existsSync(path)) continue;
    for (const [index, line] of readFileSync(path, 'utf8').split('\n').entries())
      if (line !== '') yield { key: `${file}:${index + 1}`, group: file, run: () => run(line) };
  }
}

function runQuery(text: string): CaseResult {
  const parsed = parseQueries(text);
  if (!parsed.ok) return failed(parsed.error.message);
  const again = parseQueries(printQueries(parsed.expressions));
  return again.ok ? sameTree(parsed.expressions, again.expressions) : failed(again.error.message);
}

function runFormula({ formula, queries }: Formula): CaseResult {
  const parsed = parseFormula(formula);
  if (!parsed.ok) return failed(parsed.error.message);
  const unknown = referencesOf(parsed.expression).filter((name) => !Object.hasOwn(queries, name));
  if (unknown.length > 0) return failed(`names no query: ${unknown.join(', ')}`);
  const again = parseFormula(printQuery(parsed.expression));
  if (!again.ok) return failed(again.error.message);
  const texts = Object.values(queries).filter((query) => typeof query === 'string');
  return allOk([sameTree(parsed.expression, again.expression), ...texts.map((text) => runQuery(text))]);
}

function runMonitor({ type, query: text }: Monitor): CaseResult {
  if (!isMonitorType(type)) return failed(`no monitor type: ${type}`);
  const parsed = parseMonitorQuery(text, type);
  if (!parsed.ok) return failed(parsed.error.message);
  const [error] = checkMonitorQuery(type, parsed).errors;
  if (error !== undefined) return failed(error.message);
  const again = parseMonitorQuery(printMonitorQuery(parsed.query), type);
  return again.ok ? sameTree(parsed.query, again.query) : failed(again.error.message);
}

function runTricky({ query, ast }: Tricky): CaseResult {
  const parsed = parseQueries(query);
  if (!parsed.ok) return failed(parsed.error.message);
  return allOk([
    compareJson(
      ast,
      parsed.expressions.map((expression) => toDataTree(expression)),
    ),
    runQuery(query),
  ]);
}

function runMalformed({ kind, type, level, query }: Malformed): CaseResult {
  const refusal = kind === 'metric' ? refusalOfQuery(query) : refusalOfMonitor(query, type ?? '');
  return refusal === level ? passed : failed(`expected a refusal by ${level}, got ${refusal}`);
}

type Refusal = 'syntax' | 'semantic' | 'none';

function refusalOfQuery(text: string): Refusal {
  const parsed = parseQueries(text);
  if (!parsed.ok) return 'syntax';
  return checkQuery(parsed, { use: 'metric' }).errors.length > 0 ? 'semantic' : 'none';
}

function refusalOfMonitor(text: string, type: string): Refusal {
  if (!isMonitorType(type)) throw new Error(`no monitor type: ${type}`);
  const parsed = parseMonitorQuery(text, type);
  if (!parsed.ok) return 'syntax';
  return checkMonitorQuery(type, parsed).errors.length > 0 ? 'semantic' : 'none';
}

function referencesOf(expression: Expression): string[] {
  const names: string[] = [];
  visit(expression, (node) => {
    if (node.kind === 'reference') names.push(node.name);
  });
  return names;
}

function sameTree(expected: unknown, actual: unknown): CaseResult {
  return compareJson(withoutSpans(expected), withoutSpans(actual));
}

function withoutSpans(tree: unknown): unknown {
  return JSON.parse(JSON.stringify(tree, (key, value: unknown) => (key === 'span' ? undefined : value)));
}

function failed(diff: string): CaseResult {
  return { ok: false, diff };
}

/** The query languages: what must parse and survive printing, what must be refused, and by which layer. */
export const suite: Suite = { name: 'queries', load };

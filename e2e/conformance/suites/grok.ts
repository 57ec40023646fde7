import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Attributes, compileGrok, createIntlZones } from '@dogwatch/logs';
import { compareJson } from '../compare.ts';
import type { Case, CaseResult, Suite } from '../suite.ts';

interface GrokVector {
  readonly id: number;
  readonly test: string;
  readonly patterns: readonly string[];
  readonly aliases: Readonly<Record<string, string>>;
  readonly input: string;
  readonly expected?: unknown;
  readonly error?: string;
  readonly compile_error?: string;
  readonly disputed?: boolean;
  readonly note?: string;
}

const environment = { nowMillis: () => 0, zoneOffsetMillis: createIntlZones() };

function* load(folder: string): Iterable<Case> {
  const path = join(folder, 'grok.json');
  if (!existsSync(path)) return;
  const file: { readonly vectors?: readonly GrokVector[] } = JSON.parse(readFileSync(path, 'utf8'));
  for (const vector of file.vectors ?? [])
    yield { key: String(vector.id), group: vector.test, run: () => judge(vector) };
}

/** A disputed case is run and shown, but counts nowhere. */
function judge(vector: GrokVector): CaseResult {
  const result = run(vector);
  if (vector.disputed !== true) return result;
  const outcome = result.ok === false ? `differs: ${result.diff}` : 'agrees';
  return { ok: 'skipped', why: `disputed (${vector.note ?? 'contradicts stronger evidence'}); ${outcome}` };
}

function run({ patterns, aliases, input, expected, error, compile_error: compileError }: GrokVector): CaseResult {
  const matchRules = patterns.map((pattern, index) => `rule${index} ${pattern}`).join('\n');
  const supportRules = Object.entries(aliases)
    .map(([name, pattern]) => `${name} ${pattern}`)
    .join('\n');
  const { grok, problems } = compileGrok(
    { supportRules, matchRules },
    { environment, cursor: { at: undefined }, path: 'vector' },
  );
  if (compileError !== undefined)
    return grok ? { ok: false, diff: `compiles; expected a refusal: ${compileError}` } : { ok: true };
  if (!grok) return { ok: false, diff: problems.map(({ message }) => message).join('\n') };
  const attributes: Attributes = {};
  const isMatch = grok.extract(input, attributes) >= 0;
  if (error !== undefined) return isMatch ? { ok: false, diff: `matches; expected ${error}` } : { ok: true };
  return isMatch ? compareJson(expected, attributes) : { ok: false, diff: 'no rule matches' };
}

/** Grok rules: pattern and text -> attributes, no match, or refused. */
export const suite: Suite = { name: 'grok', load };

import { z } from 'zod';
import type { ConfigEntry } from './define-config.js';

/** A value, or what would have been right, as the end of the sentence "expected ...". */
export type ParsedValue =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly expected: string };

/** Reads one variable's text by its entry. */
export function parseValue(entry: ConfigEntry, text: string): ParsedValue {
  switch (entry.type) {
    case 'string':
      return { ok: true, value: text };
    case 'boolean':
      return parseBoolean(text);
    case 'stringList':
      return parseStringList(text);
    case 'enum':
      return entry.values.includes(text)
        ? { ok: true, value: text }
        : { ok: false, expected: `one of ${entry.values.join(', ')}` };
    case 'json':
      return parseJson(entry.schema, text);
    default:
      return parseNumber(entry, text);
  }
}

const trueTexts = new Set(['true', '1', 't', 'yes', 'on']);
const falseTexts = new Set(['false', '0', 'f', 'no', 'off']);

function parseBoolean(text: string): ParsedValue {
  const word = text.trim().toLowerCase();
  if (trueTexts.has(word)) return { ok: true, value: true };
  return falseTexts.has(word) ? { ok: true, value: false } : { ok: false, expected: 'true or false' };
}

const stringList = z.array(z.string());

function parseStringList(text: string): ParsedValue {
  if (text.trimStart().startsWith('[')) return parseJson(stringList, text);
  return { ok: true, value: text.split(/[\s,]+/).filter((item) => item !== '') };
}

function parseJson(schema: z.ZodType, text: string): ParsedValue {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { ok: false, expected: 'JSON' };
  }
  const checked = schema.safeParse(parsed);
  if (checked.success) return { ok: true, value: checked.data };
  const issues = checked.error.issues.map(
    (issue) => `${issue.path.map(String).join('.') || 'the value'}: ${issue.message}`,
  );
  return { ok: false, expected: `JSON of the documented form (${issues.join('; ')})` };
}

type NumberEntry = Extract<ConfigEntry, { type: 'int' | 'number' | 'port' | 'durationSeconds' }>;

function parseNumber(entry: NumberEntry, text: string): ParsedValue {
  const { kind, whole, min, max } = numberRule(entry);
  const value = entry.type === 'durationSeconds' ? parseDurationSeconds(text) : parseDecimal(text);
  const fits = value !== undefined && value >= min && value <= max && (!whole || Number.isInteger(value));
  return fits ? { ok: true, value } : { ok: false, expected: `${kind}${describeRange(min, max)}` };
}

function numberRule(entry: NumberEntry): { kind: string; whole: boolean; min: number; max: number } {
  const { min = -Infinity, max = Infinity } = entry;
  switch (entry.type) {
    case 'int':
      return { kind: 'a whole number', whole: true, min, max };
    case 'port':
      return { kind: 'a port', whole: true, min: Math.max(min, 0), max: Math.min(max, 65535) };
    case 'durationSeconds':
      return { kind: 'seconds or a duration such as 1m30s', whole: false, min: Math.max(min, 0), max };
    default:
      return { kind: 'a number', whole: false, min, max };
  }
}

function describeRange(min: number, max: number): string {
  if (min === -Infinity && max === Infinity) return '';
  if (max === Infinity) return `, at least ${min}`;
  return min === -Infinity ? `, at most ${max}` : ` from ${min} to ${max}`;
}

function parseDecimal(text: string): number | undefined {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : undefined;
}

const secondsOf: Readonly<Record<string, number>> = { ns: 1e-9, us: 1e-6, µs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 };

function parseDurationSeconds(text: string): number | undefined {
  const word = text.trim();
  if (!/^(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|ms|s|m|h))+$/.test(word)) return parseDecimal(word);
  const parts = word.matchAll(/([\d.]+)([a-zµ]+)/g);
  return [...parts].reduce((sum, [, amount, unit]) => sum + Number(amount) * (secondsOf[unit ?? ''] ?? NaN), 0);
}

import { readFileSync } from 'node:fs';
import { isSecretName } from '@dogwatch/telemetry';
import type { ConfigEntries, ConfigEntry, ConfigOf, ConfigSchema } from './define-config.js';
import type { Env } from './service-context.js';
import { parseValue } from './parse-value.js';

/** One variable that is wrong; the message names the variable, the value (unless secret) and what would be right. */
export interface ConfigProblem {
  readonly env: string;
  readonly message: string;
}

/** The configuration, or everything that is wrong with it. */
export type ParsedConfig<C> =
  | {
      readonly ok: true;
      readonly config: C;
      /** Names that are set without effect or no longer current, each as a sentence. */
      readonly warnings: readonly string[];
      /** Values that must not be printed. */
      readonly secrets: readonly string[];
    }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** Reads a configuration from variables and from the files that `<name>_FILE` variables name. An empty variable counts as not set. */
export function parseConfig<S extends ConfigEntries>(schema: ConfigSchema<S>, env: Env): ParsedConfig<ConfigOf<S>> {
  const read = Object.entries(schema.entries).map(([key, entry]) => ({ key, entry, ...readEntry(entry, env) }));
  const problems = read.flatMap(({ problem }) => problem ?? []);
  const values = Object.fromEntries(read.map(({ key, value }) => [key, value]));
  if (problems.length > 0 || !hasAllKeys(values, schema.entries)) return { ok: false, problems };
  const ignored = Object.entries(schema.ignored).filter(([name]) => isSet(env[name]));
  return {
    ok: true,
    config: values,
    warnings: [
      ...read.flatMap(({ warning }) => warning ?? []),
      ...ignored.map(([name, why]) => `${name} is accepted but has no effect: ${why}`),
    ],
    secrets: read.flatMap(({ entry, value }) => (entry.secret === true ? secretsOf(value) : [])),
  };
}

interface ReadEntry {
  readonly value?: unknown;
  readonly problem?: ConfigProblem;
  readonly warning?: string;
}

function readEntry(entry: ConfigEntry, env: Env): ReadEntry {
  const names = [entry.env, ...(entry.aliases ?? [])];
  const name = names.find((candidate) => isSet(env[candidate]) || isSet(env[`${candidate}_FILE`]));
  if (name === undefined) return readDefault(entry);
  const text = readText(name, env);
  if (!text.ok && text.isAbsent && entry.isFollowed === true) return readDefault(entry);
  if (!text.ok) return { problem: { env: name, message: text.message } };
  const parsed = parseValue(entry, text.value);
  if (!parsed.ok)
    return { problem: { env: name, message: `${name}${shown(entry, text.value)}: expected ${parsed.expected}.` } };
  return name === entry.env
    ? { value: parsed.value }
    : { value: parsed.value, warning: `${name} is a former name; use ${entry.env}.` };
}

function readDefault(entry: ConfigEntry): ReadEntry {
  if (entry.required !== true || entry.default !== undefined) return { value: entry.default };
  const message = `${entry.env} is not set (nor ${entry.env}_FILE). ${entry.doc}`;
  return { problem: { env: entry.env, message } };
}

type ReadText =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly message: string; readonly isAbsent: boolean };

function readText(name: string, env: Env): ReadText {
  const value = env[name];
  const path = env[`${name}_FILE`];
  if (path === undefined || path === '') return { ok: true, value: value ?? '' };
  if (isSet(value))
    return { ok: false, isAbsent: false, message: `${name} and ${name}_FILE are both set; keep one of them.` };
  try {
    return { ok: true, value: readFileSync(path, 'utf8').replace(/\r?\n$/, '') };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return { ok: false, isAbsent, message: `${name}_FILE = "${path}": the file cannot be read (${why}).` };
  }
}

function shown(entry: ConfigEntry, text: string): string {
  if (entry.secret === true) return '';
  return ` = "${text.length > 200 ? `${text.slice(0, 200)}…` : text}"`;
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}

function hasAllKeys<S extends ConfigEntries>(values: object, entries: S): values is ConfigOf<S> {
  return Object.keys(entries).every((key) => key in values);
}

/** The texts of a secret value: itself, or in JSON what stands under a key that names a secret. */
function secretsOf(value: unknown, key?: string): string[] {
  if (typeof value === 'string') return key === undefined || isSecretName(key) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item) => secretsOf(item, key));
  return Object.entries(value).flatMap(([name, item]) => secretsOf(item, name));
}

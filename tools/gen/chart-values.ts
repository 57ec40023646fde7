import { readFileSync } from 'node:fs';
import { isMap, isScalar, type Pair, parseDocument, type YAMLMap } from 'yaml';
import type { GeneratedFile } from './generated-file.ts';

const folder = 'charts/dogwatch';

type Json = boolean | number | string | null | readonly Json[] | { readonly [key: string]: Json };

/** JSON Schema of a value, as far as this chart needs it. */
type Schema = { readonly [key: string]: Json };

/** One value of the chart, as values.yaml describes it. */
interface Value {
  readonly key: string;
  readonly doc: string;
  /** `@name text` lines of its comment. */
  readonly marks: Readonly<Record<string, string>>;
  readonly fallback: Json;
  /** The values inside, unless it is free in its form. */
  readonly children: readonly Value[] | undefined;
}

const env: Schema = {
  type: 'object',
  required: ['name'],
  additionalProperties: false,
  properties: {
    name: { type: 'string', minLength: 1 },
    value: { type: ['string', 'number', 'boolean'] },
    valueFrom: { type: 'object' },
  },
};

function isMark(line: string): boolean {
  return line.startsWith('@');
}

/** The block of comment that stands right above a key: what follows the last empty line. */
function readComment(comment: string): Pick<Value, 'doc' | 'marks'> {
  const lines = (comment.split(/\n\s*\n/).at(-1) ?? '').split('\n').map((line) => line.trim());
  const marks = lines.filter(isMark).map((line) => {
    const [name = '', ...text] = line.slice(1).split(' ');
    return [name, text.join(' ')] as const;
  });
  return {
    doc: lines
      .filter((line) => !isMark(line))
      .join(' ')
      .trim(),
    marks: Object.fromEntries(marks),
  };
}

/** The yaml library leaves the comment of a map's first key on the map itself. */
function commentOf(map: YAMLMap, pair: Pair, index: number): string {
  const own = isScalar(pair.key) ? (pair.key.commentBefore ?? '') : '';
  return index === 0 && own === '' ? (map.commentBefore ?? '') : own;
}

function readValue(map: YAMLMap, pair: Pair, index: number): Value {
  const { doc, marks } = readComment(commentOf(map, pair, index));
  const inside =
    isMap(pair.value) && pair.value.items.length > 0 && marks['type'] === undefined ? pair.value : undefined;
  return {
    key: String(pair.key),
    doc,
    marks,
    fallback: JSON.parse(JSON.stringify(pair.value ?? null)),
    children: inside?.items.map((child, at) => readValue(inside, child, at)),
  };
}

/** The values of values.yaml. Throws where one has no description. */
function readChartValues(text: string): readonly Value[] {
  const map = parseDocument(text).contents;
  if (!isMap(map)) throw new Error(`${folder}/values.yaml is no map`);
  const values = map.items.map((pair, index) => readValue(map, pair, index));
  const bare = withDefaults(values)
    .flatMap((value) => toLeaves(value, ''))
    .find(({ value }) => value.doc === '');
  if (bare !== undefined) throw new Error(`${folder}/values.yaml: ${bare.path} has no description`);
  return values;
}

function toLeaves(value: Value, prefix: string): { readonly path: string; readonly value: Value }[] {
  const path = `${prefix}${value.key}`;
  return value.children?.flatMap((child) => toLeaves(child, `${path}.`)) ?? [{ path, value }];
}

function toType(fallback: Json): string {
  if (Array.isArray(fallback)) return 'array';
  if (typeof fallback === 'number') return Number.isInteger(fallback) ? 'integer' : 'number';
  return fallback === null ? 'null' : typeof fallback;
}

const port: Schema = { type: 'integer', minimum: 1, maximum: 65_535 };
/** Forms that more than one value has, by their name in marks. */
const defs: { readonly [name: string]: Schema } = { env, port };

function toItems(items: string): Schema {
  return defs[items] === undefined ? { type: items.split('|') } : { $ref: `#/$defs/${items}` };
}

function toLimits({ minimum, maximum, pattern }: Value['marks']): Schema {
  return {
    ...(minimum === undefined ? {} : { minimum: Number(minimum) }),
    ...(maximum === undefined ? {} : { maximum: Number(maximum) }),
    ...(pattern === undefined ? {} : { pattern }),
  };
}

function toLeafSchema({ doc, marks, fallback }: Value): Schema {
  const { enum: choices, type, items } = marks;
  const form: Schema =
    choices === undefined
      ? { type: type?.split('|') ?? toType(fallback) }
      : { enum: choices.split('|').map((choice) => (choice === 'null' ? null : choice)) };
  return {
    description: doc,
    ...form,
    ...toLimits(marks),
    ...(items === undefined ? {} : { items: toItems(items) }),
    default: fallback,
  };
}

/** A value of a service over the one of the same name in `defaults`: what it does not say is as there. */
function overlay(base: Value | undefined, own: Value): Value {
  if (base === undefined) return own;
  return {
    ...own,
    doc: own.doc === '' ? base.doc : own.doc,
    marks: Object.keys(own.marks).length === 0 ? base.marks : own.marks,
    children: base.children && own.children && merge(base.children, own.children),
  };
}

function merge(base: readonly Value[], own: readonly Value[]): Value[] {
  const byKey = new Map(base.map((value) => [value.key, value]));
  for (const value of own) byKey.set(value.key, overlay(byKey.get(value.key), value));
  return [...byKey.values()];
}

function toSchema(value: Value): Schema {
  if (value.children === undefined) return toLeafSchema(value);
  return {
    ...(value.doc === '' ? {} : { description: value.doc }),
    type: 'object',
    additionalProperties: false,
    properties: toProperties(value.children),
  };
}

function toProperties(values: readonly Value[]): Record<string, Schema> {
  return Object.fromEntries(values.map((value) => [value.key, toSchema(value)]));
}

/** Blocks of services with the values that every service has. */
function withDefaults(values: readonly Value[]): Value[] {
  const defaults = values.find(({ key }) => key === 'defaults')?.children ?? [];
  return values.map((value) =>
    value.marks['workload'] === undefined ? value : { ...value, children: merge(defaults, value.children ?? []) },
  );
}

function toSchemaFile(values: readonly Value[]): string {
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Values of the chart dogwatch',
    type: 'object',
    additionalProperties: false,
    $defs: defs,
    // what Helm itself puts in
    properties: { global: { type: 'object' }, ...toProperties(withDefaults(values)) },
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

function toRow({ path, value }: ReturnType<typeof toLeaves>[number]): string {
  const fallback = value.fallback === null || value.fallback === '' ? '' : `\`${JSON.stringify(value.fallback)}\``;
  const choices = value.marks['enum']?.split('|').filter((choice) => choice !== 'null');
  const doc =
    choices === undefined ? value.doc : `${value.doc} One of ${choices.map((text) => `\`${text}\``).join(', ')}.`;
  return `| \`${path}\` | ${fallback} | ${doc.replaceAll('|', '\\|')} |`;
}

function toTable(rows: readonly string[]): string {
  return ['| value | default | |', '|---|---|---|', ...rows].join('\n');
}

function toBlock(value: Value, written: ReadonlySet<string>): string[] {
  const more = value.marks['workload'] === undefined ? '' : 'It also takes everything under [defaults](#defaults).';
  const rows = toLeaves(value, '').filter(({ path }) => written.has(path));
  const intro = [value.doc, more].filter(Boolean).join(' ');
  return [`### ${value.key}`, ...(intro === '' ? [] : [intro]), toTable(rows.map(toRow))];
}

/** A table of single values, and one for each block with what is written in it. */
function toTables(values: readonly Value[]): string {
  const written = new Set(values.flatMap((value) => toLeaves(value, '')).map(({ path }) => path));
  const full = withDefaults(values);
  const single = full.filter(({ children }) => children === undefined).flatMap((value) => toLeaves(value, ''));
  const blocks = full.filter(({ children }) => children !== undefined).flatMap((value) => toBlock(value, written));
  return [toTable(single.map(toRow)), ...blocks].join('\n\n');
}

const begin = '<!-- values: generated from values.yaml by npm run gen -->';
const end = '<!-- end of values -->';

function toReadme(readme: string, tables: string): string {
  const [before, rest] = readme.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`${folder}/README.md lacks ${begin} or ${end}`);
  return `${before}${begin}\n\n${tables}\n\n${end}${after}`;
}

/** values.schema.json and the table of values in the chart's README, from the comments in values.yaml. */
export function generateChartValues(): readonly GeneratedFile[] {
  const values = readChartValues(readFileSync(`${folder}/values.yaml`, 'utf8'));
  const readme = readFileSync(`${folder}/README.md`, 'utf8');
  return [
    { path: `${folder}/values.schema.json`, text: toSchemaFile(values) },
    { path: `${folder}/README.md`, text: toReadme(readme, toTables(values)) },
  ];
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { parse, parseAllDocuments } from 'yaml';
import { findCommands } from './find-commands.ts';
import { parseSet } from './parse-set.ts';
import { type MarkdownPage, type Place, type Problem, problemAt } from './read-markdown.ts';
import { schemaProblems } from './schema-problems.ts';
import { splitCommands, type Words } from './split-commands.ts';

/** The chart whose values pages speak of. */
export interface ChartContext {
  readonly root: string;
  /** Its values.schema.json. */
  readonly schema: { readonly properties: Readonly<Record<string, unknown>> } & Readonly<Record<string, unknown>>;
}

const chart = 'charts/dogwatch';

/** What the chart has against values. */
type Validate = (values: object) => readonly string[];

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Values as the schema sees them: Helm lays them over those of the chart before. */
function layOver(defaults: unknown, values: unknown): unknown {
  if (!isMap(defaults) || !isMap(values)) return values;
  const laid = Object.entries(values).map(([key, value]) => [key, layOver(defaults[key], value)]);
  return { ...defaults, ...Object.fromEntries(laid) };
}

/** Values for our chart that it refuses: `--set` in commands and within lines, files behind `-f`, blocks of YAML with values. */
export function checkChartValues(pages: readonly MarkdownPage[], { root, schema }: ChartContext): readonly Problem[] {
  const compiled = new Ajv({ strict: false, allErrors: true }).compile(schema);
  const defaults: unknown = parse(readFileSync(join(root, chart, 'values.yaml'), 'utf8'));
  const validate: Validate = (values) => schemaProblems(compiled, layOver(defaults, values));
  return pages.flatMap((page) => [
    ...findCommands(page)
      .filter(({ words }) => words[0] === 'helm' && words.some((word) => word.endsWith(chart)))
      .flatMap((command) => checkHelm(command.words, { root, validate }).map((text) => problemAt(page, command, text))),
    ...page.spans
      .filter(({ text }) => text.startsWith('--set'))
      .flatMap((span) => checkSpan(span, validate).map((text) => problemAt(page, span, text))),
    ...page.blocks
      .filter(({ language }) => language === 'yaml')
      .flatMap((block) => checkBlock(block, { schema, validate }).map((text) => problemAt(page, block, text))),
  ]);
}

function checkHelm(words: Words, { root, validate }: { root: string; validate: Validate }): string[] {
  const files = valuesOf(words, ['-f', '--values']).filter(
    (file) => file.includes('/') && !existsSync(join(root, file)),
  );
  return [...checkSets(words, validate), ...files.map((file) => `there is no ${file}`)];
}

function checkSpan({ text }: Place, validate: Validate): string[] {
  return splitCommands(text).flatMap((words) => checkSets(words, validate));
}

function checkSets(words: Words, validate: Validate): string[] {
  const plain = valuesOf(words, ['--set']).flatMap((text) => check(parseSet(text), text, validate));
  const texts = valuesOf(words, ['--set-string', '--set-file']).flatMap((text) =>
    check(parseSet(text, true), text, validate),
  );
  return [...plain, ...texts];
}

/** The words behind these options. */
function valuesOf(words: Words, names: readonly string[]): string[] {
  return words.flatMap((word, index) => (names.includes(words[index - 1] ?? '') ? [word] : []));
}

/** Keys of the chart that other files have, too. */
const ambiguous: ReadonlySet<string> = new Set(['tests']);

/** A document is one of values when the chart knows one of its keys, and it is no Kubernetes object. */
function checkBlock(
  { text }: Place,
  { schema, validate }: Pick<ChartContext, 'schema'> & { validate: Validate },
): string[] {
  return parseAllDocuments(text).flatMap((document) => {
    const values: unknown = document.toJS();
    if (typeof values !== 'object' || values === null || 'apiVersion' in values) return [];
    const isValues = Object.keys(values).some((key) => key in schema.properties && !ambiguous.has(key));
    return isValues ? check(values, 'these values', validate) : [];
  });
}

function check(values: object, what: string, validate: Validate): string[] {
  return validate(values).map((problem) => `${what}: the chart refuses ${problem}`);
}

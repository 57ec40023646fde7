import { runCli } from '@dogwatch/cli';
import { crds, type JsonSchema, toStructuralSchema } from '@dogwatch/crds';
import { Ajv, type ValidateFunction } from 'ajv';
import { parseAllDocuments } from 'yaml';
import { type CodeBlock, type MarkdownPage, type Problem, problemAt } from './read-markdown.ts';
import { schemaProblems } from './schema-problems.ts';

interface Resource {
  readonly kind: string;
  readonly spec: unknown;
  readonly yaml: string;
}

const ajv = new Ajv({ strict: false, allErrors: true });
const validators = new Map<string, ValidateFunction>(
  crds.map((crd) => [crd.kind, ajv.compile(closeSchema(toStructuralSchema(crd.spec)))]),
);

/** A schema that refuses what a CustomResourceDefinition drops without a word. */
function closeSchema(schema: JsonSchema): JsonSchema {
  const closed = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closeInside(key, value)]));
  const isOpen = !('properties' in schema) || schema['x-kubernetes-preserve-unknown-fields'] === true;
  return isOpen ? closed : { ...closed, additionalProperties: false };
}

function closeInside(key: string, value: unknown): unknown {
  if (!isSchema(value)) return value;
  if (key === 'items' || key === 'additionalProperties') return closeSchema(value);
  if (key !== 'properties') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, isSchema(inner) ? closeSchema(inner) : inner]),
  );
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** YAML of a page that cannot be read, or that the API server, Datadog or KEDA would refuse. */
export async function checkResources(page: MarkdownPage): Promise<readonly Problem[]> {
  const blocks = page.blocks.filter(({ language }) => language === 'yaml');
  const problems: Problem[] = [];
  const found: Resource[] = [];
  for (const block of blocks) {
    problems.push(...unreadable(block).map((text) => problemAt(page, block, text)));
    const resources = readResources(block);
    for (const resource of resources)
      problems.push(...(await checkResource(resource)).map((text) => problemAt(page, block, text)));
    found.push(...resources);
  }
  const refused = await checkTriggers(found);
  return refused === undefined ? problems : [...problems, `${page.path}: ${refused}`];
}

/** What KEDA's triggers of a page refer to stands in other blocks of it. */
async function checkTriggers(resources: readonly Resource[]): Promise<string | undefined> {
  if (!resources.some(({ kind }) => kind.startsWith('Scaled'))) return undefined;
  const stream = resources.filter(({ kind }) => kedaKinds.has(kind)).map(({ yaml }) => yaml);
  return run(['keda', 'check', '-f', '-'], stream.join('---\n'));
}

const kedaKinds: ReadonlySet<string> = new Set([
  'DatadogMetric',
  'ScaledJob',
  'ScaledObject',
  'Secret',
  'TriggerAuthentication',
]);

function unreadable({ text }: CodeBlock): string[] {
  return parseAllDocuments(text).flatMap(({ errors }) => errors.map(({ message }) => message));
}

function readResources({ text }: CodeBlock): Resource[] {
  return parseAllDocuments(text).flatMap((document) => {
    const { kind, spec }: { kind?: unknown; spec?: unknown } = document.toJS() ?? {};
    return typeof kind === 'string' ? [{ kind, spec, yaml: document.toString() }] : [];
  });
}

async function checkResource({ kind, spec, yaml }: Resource): Promise<readonly string[]> {
  const validate = validators.get(kind);
  if (validate === undefined) return [];
  const problems = schemaProblems(validate, spec ?? {});
  if (problems.length > 0) return problems.map((problem) => `${kind}: spec.${problem}`);
  const refused =
    kind === 'DatadogMetric'
      ? await run(['query', 'check'], queryOf(spec))
      : await run(['monitor', 'check', '-f', '-'], yaml);
  return refused === undefined ? [] : [refused];
}

function queryOf(spec: unknown): string {
  const query: unknown = typeof spec === 'object' && spec !== null && 'query' in spec ? spec.query : '';
  return String(query).replaceAll(/\s+/g, ' ');
}

/** What `dogwatch` says of the input, when all is not well. */
async function run(args: readonly string[], input: string): Promise<string | undefined> {
  let told = '';
  const exitCode = await runCli(args, {
    input: (async function* () {
      yield new TextEncoder().encode(input);
    })(),
    write: async (text) => void (told += text),
    tell: (line) => void (told += `${line}\n`),
    style: (_, text) => text,
  });
  return exitCode === 0 ? undefined : `dogwatch ${args.join(' ')}: ${told.trim()}`;
}

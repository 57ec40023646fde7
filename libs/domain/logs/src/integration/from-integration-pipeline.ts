import { isRecord } from '../is-record.js';

/** A pipeline in the shape of the API, or why the file is none. */
export type ConvertedPipeline =
  | { readonly ok: true; readonly id: string | undefined; readonly pipeline: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly reason: 'InvalidPipelineFile'; readonly message: string };

/** Names that are not the API's in snake case. `x_` marks what only Datadog's own pages read. */
const renamed: Readonly<Record<string, string>> = {
  enabled: 'is_enabled',
  encoded: 'is_encoded',
  meta: 'x_meta',
  ocsf: 'x_ocsf',
  replaceMissing: 'is_replace_missing',
};

/** Objects that stay as they are: their keys are attribute paths, or of no account here. */
const verbatim: ReadonlySet<string> = new Set(['fallback', 'meta', 'ocsf']);

/** Deeper files are no pipelines: one nested pipeline with an array map in it needs 12 levels. */
const maxDepth = 40;

/**
 * Reads the YAML form in which integrations carry their pipelines, already parsed: `{ id, pipeline }`. Gives the pipeline in the
 * shape of the Logs Pipelines API; field names change, and lookup tables from text to rows.
 */
export function fromIntegrationPipeline(parsedYaml: unknown): ConvertedPipeline {
  const file = isRecord(parsedYaml) ? parsedYaml : {};
  const { id, pipeline } = file;
  if (!isRecord(pipeline)) return refuse('there is no object called pipeline in it');
  if (isDeeper(pipeline, maxDepth)) return refuse(`it nests deeper than ${maxDepth} levels`);
  return { ok: true, id: typeof id === 'string' ? id : undefined, pipeline: convertObject(pipeline) };
}

function refuse(why: string): ConvertedPipeline {
  return { ok: false, reason: 'InvalidPipelineFile', message: `the file is no integration pipeline: ${why}` };
}

function convert(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(convert);
  return isRecord(value) ? convertObject(value) : value;
}

function convertObject(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => convertField(key, value)));
}

function convertField(key: string, value: unknown): readonly [string, unknown] {
  if (key === 'lookupTable' && typeof value === 'string') return ['lookup_table', toRows(value)];
  return [renamed[key] ?? toSnakeCase(key), verbatim.has(key) ? value : convert(value)];
}

function toRows(text: string): string[] {
  return text.split('\n').filter((row) => row.trim() !== '');
}

function toSnakeCase(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}

import { type FilterNode, fromIntegrationPipeline, parseFilter } from '@dogwatch/logs';
import { UsageError } from '../cli-command.js';
import { readFileText } from '../read-input.js';
import { type FileObject, isRecord } from './is-record.js';
import { parseStructured } from './parse-structured.js';

/** Pipelines of a file, in the shape of Datadog's Logs Pipelines API. */
export interface PipelineFile {
  readonly name: string;
  readonly pipelines: readonly FileObject[];
  /** The lists of source attributes that the file states beside its pipelines. */
  readonly preprocessing: unknown;
  /** The source of the logs that the pipelines are for: what the file says, or the filter of its first pipeline asks for. */
  readonly source: string | undefined;
  /** All that the file holds. */
  readonly content: unknown;
}

/**
 * Reads a file with pipelines as JSON or YAML: one of the Logs Pipelines API, a list of them, `{ pipelines: [...] }`,
 * `{ pipeline: ... }`, or the form in which integrations carry theirs.
 */
export async function readPipelineFile(file: string): Promise<PipelineFile> {
  return toPipelineFile(file, parseStructured(await readFileText(file), file));
}

/** Makes a `PipelineFile` of what a file holds, already parsed. */
export function toPipelineFile(name: string, content: unknown): PipelineFile {
  const pipelines = findPipelines(content);
  if (pipelines === undefined) throw new UsageError(`${name} holds no pipeline: neither processors nor a pipeline`);
  const converted = pipelines.map((pipeline) => convert(name, pipeline));
  const { preprocessing, source }: FileObject = isRecord(content) ? content : {};
  return {
    name,
    pipelines: converted,
    preprocessing,
    source: typeof source === 'string' ? source : sourceOf(converted[0]),
    content,
  };
}

/** Whether a parsed file holds pipelines. */
export function hasPipelines(content: unknown): boolean {
  return findPipelines(content) !== undefined;
}

function findPipelines(content: unknown): readonly FileObject[] | undefined {
  const list: readonly unknown[] = Array.isArray(content) ? content : isRecord(content) ? listOf(content) : [];
  const pipelines = list.filter(isRecord).filter(({ processors }) => Array.isArray(processors));
  return list.length > 0 && pipelines.length === list.length ? pipelines : undefined;
}

function listOf(content: FileObject): readonly unknown[] {
  const { pipelines, pipeline } = content;
  if (Array.isArray(pipelines)) return pipelines;
  return [pipeline ?? content];
}

function convert(name: string, pipeline: FileObject): FileObject {
  if (!isIntegrationForm(pipeline)) return pipeline;
  const converted = fromIntegrationPipeline({ pipeline });
  if (!converted.ok) throw new UsageError(`${name}: ${converted.message}`);
  return converted.pipeline;
}

/** Integrations say `enabled` where the API says `is_enabled`. */
function isIntegrationForm(pipeline: FileObject): boolean {
  const { processors } = pipeline;
  const parts = [pipeline, ...(Array.isArray(processors) ? processors : [])];
  return parts.some((part) => isRecord(part) && 'enabled' in part && !('is_enabled' in part));
}

function sourceOf(pipeline: FileObject | undefined): string | undefined {
  const filter = pipeline?.['filter'];
  const query = isRecord(filter) ? filter['query'] : undefined;
  const parsed = typeof query === 'string' ? parseFilter(query) : undefined;
  return parsed?.ok ? sourceIn(parsed.value) : undefined;
}

function sourceIn(node: FilterNode): string | undefined {
  switch (node.kind) {
    case 'and':
    case 'or': {
      return node.operands.map(sourceIn).find((source) => source !== undefined);
    }
    case 'term': {
      return node.field.kind === 'reserved' && node.field.name === 'source' ? textOf(node.value) : undefined;
    }
    default: {
      return undefined;
    }
  }
}

function textOf(value: (FilterNode & { readonly kind: 'term' })['value']): string | undefined {
  const [part, another] = value.kind === 'pattern' ? value.parts : [];
  return part?.kind === 'text' && another === undefined ? part.text : undefined;
}

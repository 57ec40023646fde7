import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fromIntegrationPipeline } from '@dogwatch/logs';
import { parse } from 'yaml';
import type { PipelineSet, ReadPipelines, ReadPipelineSet, SourcedPipeline } from './pipeline-set.js';
import { isRecord } from '../json-view.js';

/** Bytes of all files together, and how many there may be. */
const maxBytes = 32 * 1024 * 1024;
const maxFiles = 5000;

/**
 * Reads pipelines from a file, or from all of a folder in the order of their names: `.json`, `.yaml`, `.yml`. A file holds one
 * pipeline or a list in the shape of the API, `{ pipelines, preprocessing }`, or an integration's YAML; `*_tests.yaml` are left
 * out. Mounted ConfigMaps are read through their links, all files from one of their versions.
 */
export function createFileReader(path: string): ReadPipelineSet {
  return async () => {
    try {
      return await readAll(path);
    } catch (error) {
      return {
        ok: false,
        message: `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      };
    }
  };
}

async function readAll(path: string): Promise<ReadPipelines> {
  const files = await listFiles(path);
  if (files.length > maxFiles)
    return { ok: false, message: `${path} holds ${files.length} files; ${maxFiles} are read` };
  const parts: PipelineSet[] = [];
  let bytes = 0;
  for (const file of files) {
    const text = await readFile(file, 'utf8');
    bytes += text.length;
    if (bytes > maxBytes) return { ok: false, message: `the files of ${path} have more than ${maxBytes} bytes` };
    const part = readOne(basename(file), text);
    if (!part.ok) return part;
    parts.push(part.set);
  }
  const preprocessing = parts.flatMap((part) => part.preprocessing ?? []);
  if (preprocessing.length > 1) return { ok: false, message: `${path}: preprocessing stands in more than one file` };
  const [only] = preprocessing;
  return {
    ok: true,
    set: { pipelines: parts.flatMap(({ pipelines }) => pipelines), ...(only !== undefined && { preprocessing: only }) },
  };
}

async function listFiles(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const names = await readdir(path);
  return names
    .filter((name) => !name.startsWith('.') && /\.(json|ya?ml)$/.test(name) && !/_tests\.ya?ml$/.test(name))
    .toSorted()
    .map((name) => join(path, name));
}

function readOne(source: string, text: string): ReadPipelines {
  try {
    const parsed: unknown = source.endsWith('.json') ? JSON.parse(text) : parse(text, { maxAliasCount: 100 });
    // an alias can make YAML hold itself, which nothing that follows could walk through
    JSON.stringify(parsed);
    return toPart(source, parsed);
  } catch (error) {
    return { ok: false, message: `${source}: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function toPart(source: string, parsed: unknown): ReadPipelines {
  if (Array.isArray(parsed)) return toSet(source, parsed);
  if (!isRecord(parsed)) return { ok: false, message: `${source} holds no pipeline` };
  if (Array.isArray(parsed['pipelines']) || parsed['preprocessing'] !== undefined)
    return toSet(source, parsed['pipelines'] ?? [], parsed['preprocessing']);
  if (!isRecord(parsed['pipeline'])) return toSet(source, [parsed]);
  const converted = fromIntegrationPipeline(parsed);
  return converted.ok ? toSet(source, [converted.pipeline]) : { ok: false, message: `${source}: ${converted.message}` };
}

function toSet(source: string, pipelines: unknown, preprocessing?: unknown): ReadPipelines {
  if (!Array.isArray(pipelines)) return { ok: false, message: `${source}: pipelines is no list` };
  const sourced: SourcedPipeline[] = pipelines.map((pipeline: unknown) => ({ source, pipeline }));
  return { ok: true, set: { pipelines: sourced, ...(preprocessing !== undefined && { preprocessing }) } };
}

import type { PipelineProblem } from '@dogwatch/logs';
import { shown } from '../render-excerpt.js';
import type { Terminal } from '../terminal.js';
import { type FileObject, isRecord } from './is-record.js';
import type { PipelineFile } from './pipeline-file.js';

/** A problem in one line: place, the name of the processor there, the reason and what would be right. */
export function renderProblem(
  { path, severity, reason, message }: PipelineProblem,
  file: PipelineFile | undefined,
  style: Terminal['style'],
): string {
  const place = findPlace(path, file?.pipelines ?? []);
  const words = [
    style(severity === 'error' ? 'red' : 'yellow', severity),
    reason,
    shown(place.path),
    place.name === undefined ? '' : style('dim', shown(JSON.stringify(place.name))),
  ];
  return `${words.filter((word) => word !== '').join(' ')}: ${shown(message)}`;
}

/** A pipeline that is alone in its file needs no number. */
function findPlace(
  path: string,
  pipelines: readonly FileObject[],
): { readonly path: string; readonly name: string | undefined } {
  const [, index, below = ''] = /^pipelines\[(\d+)\](.*)$/s.exec(path) ?? [];
  if (index === undefined) return { path, name: undefined };
  const pipeline = pipelines[Number(index)] ?? {};
  return { path: pipelines.length === 1 ? `pipeline${below}` : path, name: nameAt(pipeline, below) };
}

/** The name of the innermost processor on the way that has one. */
function nameAt(pipeline: FileObject, path: string): string | undefined {
  let found = textOf(pipeline['name']);
  let value: unknown = pipeline;
  for (const [, key, index] of path.matchAll(/\.?([^.[\]]+)|\[(\d+)\]/g)) {
    value = Array.isArray(value) ? value[Number(index ?? key)] : isRecord(value) ? value[key ?? ''] : undefined;
    if (isRecord(value) && 'type' in value) found = textOf(value['name']) ?? found;
  }
  return found;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

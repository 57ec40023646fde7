import type { PipelinesReader } from '@dogwatch/datadog';
import type { ReadPipelineSet } from './pipeline-set.js';

/** Reads the pipelines that an organization has in Datadog, in Datadog's order. */
export function createDatadogReader(reader: PipelinesReader): ReadPipelineSet {
  return async (signal) => {
    const listed = await reader.list(signal);
    if (!listed.ok) return listed;
    return {
      ok: true,
      set: { pipelines: listed.pipelines.map((pipeline) => ({ source: idOf(pipeline), pipeline })) },
    };
  };
}

function idOf(pipeline: unknown): string {
  return typeof pipeline === 'object' && pipeline !== null && 'id' in pipeline ? String(pipeline.id) : 'no id';
}

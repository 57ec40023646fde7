import { refuse, succeed, type Outcome } from '../outcome.js';

/** A log pipeline as the API gives it. */
export interface StoredPipeline {
  readonly id: string;
  readonly [field: string]: unknown;
}

/** The pipelines of one simulator, in their order. */
export interface PipelineStore {
  readonly list: () => readonly StoredPipeline[];
  /** Adds pipelines at the end; one without an id gets one. */
  readonly add: (...pipelines: readonly Readonly<Record<string, unknown>>[]) => readonly StoredPipeline[];
  /** Replaces the fields of a pipeline; undefined when there is none. */
  readonly replace: (id: string, fields: Readonly<Record<string, unknown>>) => StoredPipeline | undefined;
  readonly remove: (id: string) => boolean;
  /** Every id has to be in it, once. */
  readonly reorder: (ids: readonly unknown[]) => Outcome<readonly string[]>;
  readonly clear: () => void;
}

/** An empty store. */
export function createPipelineStore(): PipelineStore {
  let pipelines: readonly StoredPipeline[] = [];
  let added = 0;
  const find = (id: unknown): StoredPipeline | undefined => pipelines.find((pipeline) => pipeline.id === id);

  return {
    list: () => pipelines,
    add: (...wanted) => {
      const made = wanted.map((fields) => {
        added += 1;
        return toStored(fields, typeof fields['id'] === 'string' ? fields['id'] : `pipeline-${added}`);
      });
      pipelines = [...pipelines, ...made];
      return made;
    },
    replace: (id, fields) => {
      pipelines = pipelines.map((pipeline) => (pipeline.id === id ? toStored(fields, id) : pipeline));
      return find(id);
    },
    remove: (id) => {
      const before = pipelines.length;
      pipelines = pipelines.filter((pipeline) => pipeline.id !== id);
      return pipelines.length < before;
    },
    reorder: (ids) => {
      const ordered = [...new Set(ids)].flatMap((id) => find(id) ?? []);
      if (ordered.length !== pipelines.length || ids.length !== pipelines.length) {
        return refuse('BadDefinition', 'pipeline_ids must hold the id of every pipeline exactly once');
      }
      pipelines = ordered;
      return succeed(ordered.map(({ id }) => id));
    },
    clear: () => {
      pipelines = [];
    },
  };
}

function toStored(fields: Readonly<Record<string, unknown>>, id: string): StoredPipeline {
  return { is_enabled: false, is_read_only: false, type: 'pipeline', ...fields, id };
}

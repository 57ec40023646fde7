/** Pipelines as they were read, in order. */
export interface PipelineSet {
  /** In the shape of Datadog's Logs Pipelines API, each with where it comes from. */
  readonly pipelines: readonly SourcedPipeline[];
  /** Lists of source attributes beside the pipelines, if there are any. */
  readonly preprocessing?: unknown;
}

/** One pipeline. */
export interface SourcedPipeline {
  /** Such as a file name, or the id that Datadog gives. */
  readonly source: string;
  readonly pipeline: unknown;
}

/** A set, or why it cannot be read. */
export type ReadPipelines =
  | { readonly ok: true; readonly set: PipelineSet }
  | { readonly ok: false; readonly message: string };

/** Reads the pipelines of now. Never throws. */
export type ReadPipelineSet = (signal: AbortSignal) => Promise<ReadPipelines>;

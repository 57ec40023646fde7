/** Why a processor did nothing, or that it did something; carried unchanged into traces, metrics and `dogwatch logs explain`. */
export const logOutcomes = {
  Applied: 'The processor changed the log, or would have written what is there already.',
  AlreadyRemapped: 'An earlier remapper of this kind has set the reserved attribute; the first one wins.',
  DataNotLoaded:
    'The data that the processor needs is not loaded: GeoIP database, user-agent rules or reference tables.',
  Disabled: 'The processor is not enabled, or was switched off because it kept running too long.',
  FilterMismatch: 'The log does not match the filter of the pipeline.',
  InvalidValue: 'The source holds something that this processor cannot use.',
  NoCategory: 'The log matches no category.',
  NoMatch: 'No rule matches the text, or no row of the table.',
  NoSource: 'None of the sources is there.',
  TargetExists: 'The target is there already and override_on_conflict is false.',
} as const;

/** One of the keys of `logOutcomes`. */
export type LogOutcome = keyof typeof logOutcomes;

/** Why a pipeline is refused or doubtful. */
export const pipelineProblems = {
  AboveLimit: 'Datadog allows or recommends less of this.',
  DataNotLoaded: 'Data that a processor needs is not loaded: it has no effect.',
  DuplicateKey: 'A key of a lookup table stands in several rows with different values; the first one counts.',
  InvalidConfig: 'A field of a processor or pipeline is missing or holds a wrong value.',
  InvalidFilter: 'A search query cannot be read.',
  NestedTooDeep: 'Pipelines are nested deeper than Datadog allows.',
  NotEnabled: 'is_enabled is not set, and its default is false.',
  ReservedName: 'An ordinary attribute has the name of a reserved one.',
  UnknownField: 'A field that the processor does not have; it has no effect.',
  UnknownProcessor: 'There is no processor of this type.',
} as const;

/** One of the keys of `pipelineProblems`. */
export type PipelineProblemReason = keyof typeof pipelineProblems;

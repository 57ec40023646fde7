/** Why a processor did nothing, or that it did something; carried unchanged into traces, metrics and `dogwatch logs explain`. */
export const logOutcomes = {
  Applied: 'The processor changed the log, or would have written what is there already.',
  AlreadyRemapped: 'An earlier remapper of this kind has set the reserved attribute; the first one wins.',
  DataNotLoaded:
    'The data that the processor needs is not loaded: GeoIP database, user-agent rules or reference tables.',
  Disabled: 'The processor is not enabled, or was switched off because it kept running too long.',
  FilterMismatch: 'The log does not match the filter of the pipeline.',
  InvalidValue: 'The source holds something that this processor cannot use, or the result is no number.',
  NoCategory: 'The log matches no category.',
  NoElement: 'No object of the array matches the search query.',
  NoMatch: 'No rule matches the text.',
  NoRow: 'The table has no row for the value, and there is no default.',
  NoSource: 'None of the sources is there.',
  TargetExists: 'The target is there already and override_on_conflict is false.',
} as const;

/** One of the keys of `logOutcomes`. */
export type LogOutcome = keyof typeof logOutcomes;

/** Why a pipeline is refused or doubtful. */
export const pipelineProblems = {
  AboveLimit: 'Datadog allows or recommends less of this.',
  CircularRule: 'A grok rule includes itself.',
  DataNotLoaded: 'Data that a processor needs is not loaded: it has no effect.',
  DuplicateKey: 'A key of a lookup table stands in several rows with different values; the first one counts.',
  DuplicateRule: 'Two grok rules have the same name.',
  InvalidArguments: 'A grok matcher or filter has wrong arguments.',
  InvalidConfig: 'A field of a processor or pipeline is missing or holds a wrong value.',
  InvalidDateFormat: 'The date format of a grok matcher cannot be read.',
  InvalidExpression: 'An arithmetic expression cannot be read.',
  InvalidFilter: 'A search query cannot be read.',
  InvalidRegex: 'A regular expression cannot be read.',
  InvalidRule: 'A line of grok rules cannot be read.',
  InvalidTemplate: 'A template cannot be read.',
  NestedTooDeep: 'Pipelines are nested deeper than Datadog allows.',
  NotEnabled: 'is_enabled is not set, and its default is false.',
  ReservedName: 'An ordinary attribute has the name of a reserved one.',
  SlowPattern: 'A regular expression can take very long on some texts.',
  UnknownField: 'A field that the processor does not have; it has no effect.',
  UnknownFilter: 'There is no grok filter of this name.',
  UnknownLocale: 'There are no names of months and weekdays in this language.',
  UnknownMatcher: 'There is no grok matcher or rule of this name.',
  UnknownProcessor: 'There is no processor of this type.',
  UnknownTimeZone: 'There is no such time zone.',
  Unreachable: 'A rule or category comes after one that takes all that it could take.',
} as const;

/** One of the keys of `pipelineProblems`. */
export type PipelineProblemReason = keyof typeof pipelineProblems;

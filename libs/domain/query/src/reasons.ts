/** Why a text is refused by the parser; one sentence each, shown in the reference. */
export const syntaxReasons = {
  EmptyQuery: 'The query holds nothing but white space.',
  InvalidOperator: 'A monitor query lacks a comparison or an operator that Datadog knows.',
  InvalidWindow: 'A time window is not written as last_, next_ or current_ with an amount and a unit.',
  MetricNameTooLong: 'A metric name is longer than 200 characters.',
  MixedScope: "A scope mixes AND, OR, NOT or IN with ',' or '!'.",
  NumberOutOfRange: 'A number is too large for a double.',
  ScopeMissing: 'A metric name is not followed by its scope in braces.',
  TooDeep: 'The query nests deeper than any tool can walk.',
  TooLong: 'A list in the query has more members than any tool can handle.',
  TooManyOperators: 'The query has more arithmetic operators than any tool can handle.',
  UnexpectedEnd: 'The query ends too early.',
  UnexpectedText: 'The query holds text where the grammar wants something else.',
  UnknownAggregator: 'The text before the colon is no space aggregator.',
  UnknownClause: 'A monitor query has a clause that its kind does not know.',
  MissingClause: 'A monitor query lacks a clause that its kind needs.',
  UnterminatedString: 'A quote is opened and never closed.',
} as const;

/** Why a query is kept from a request or cannot be resolved. */
export const textReasons = {
  ClusterNameUnknown: 'The query asks for the cluster name and this process does not know it.',
  EnvNotFound: 'The query names an environment variable that is not set in this process.',
  TopLevelComma: 'The text holds several queries where exactly one is allowed.',
  UnbalancedDelimiter: 'A closing bracket does not fit the last one that was opened.',
  UnclosedDelimiter: 'A bracket is opened and never closed.',
  UnknownTemplate: 'The text between %% is neither env_NAME nor tag_NAME.',
  UnsupportedTag: 'The only tag that a template may name is kube_cluster_name.',
} as const;

/** Why a query that parses is refused all the same. */
export const semanticReasons = {
  ArgumentCount: 'A function or modifier has too few or too many arguments.',
  ArgumentValue: 'An argument is not of the kind, or not among the values, that its place allows.',
  CheckCount: 'The number of checks of a service check is not 1 to 100, or below its largest threshold.',
  FunctionNotInMonitors: 'The function works on graphs and not in monitors.',
  FunctionNotInside: 'A function stands inside one that cannot take its result.',
  ModifierConflict: 'Two modifiers of one series exclude each other.',
  OverBlank: 'The over() of a service check names nothing.',
  SloOperator: 'An error budget is compared with something else than > or >=.',
  SloWindow: 'The window of an SLO is none of 7d, 30d and 90d.',
  TemplateVariable: 'The query uses a template variable outside a dashboard.',
  ThresholdMismatch: "The monitor's critical threshold is not the number in its query.",
  ThresholdMissing: 'The monitor has a warning threshold and no critical one.',
  TooManyMonitors: 'A composite monitor names more than 10 others.',
  TriggerWindowMismatch: "The monitor's trigger window is not the alert window of its anomalies().",
  TypeMismatch: 'The type of the monitor cannot hold this kind of query.',
  UnknownFunction: 'Metric queries have no such function.',
  UnknownModifier: 'Metric queries have no such modifier.',
  UnknownOption: 'The function has no such option.',
  UnknownReference: 'A formula names a query that is not given.',
  WindowEmpty: 'A time window has no length.',
} as const;

/** What works and is likely not meant. */
export const warningReasons = {
  AggregatorMissing: 'The query does not say how hosts are joined.',
  AnomalyThreshold: 'The threshold of an anomaly monitor is a fraction from 0 to 1.',
  AnomalyWindow: 'The windows and the interval of anomalies() do not fit each other.',
  AverageOfCounts: 'A monitor averages counts over its window, which depends on the interval; sum was likely meant.',
  DeprecatedFunction: 'A newer function replaces this one.',
  ForecastOperator: 'A forecast is watched by max and > or >=, or by min and < or <=.',
  ModifierAfterFunction: 'A modifier stands after a function or a parenthesis, where no documented query has one.',
  NoSeries: 'The query reads no metric.',
  RollupMissing: 'A search does not say how events are counted.',
  SingleQuotes: 'A search in single quotes, which Datadog refuses for some sources.',
  WindowUnusual: 'A window is longer than the documentation allows.',
} as const;

/** A key of `semanticReasons`. */
export type SemanticReason = keyof typeof semanticReasons;

/** A key of `warningReasons`. */
export type WarningReason = keyof typeof warningReasons;

/** A key of `syntaxReasons`. */
export type SyntaxReason = keyof typeof syntaxReasons;

/** Every reason of this package. */
export const queryReasons = { ...syntaxReasons, ...textReasons, ...semanticReasons, ...warningReasons } as const;

/** A key of `queryReasons`. */
export type QueryReason = keyof typeof queryReasons;

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

/** A key of `syntaxReasons`. */
export type SyntaxReason = keyof typeof syntaxReasons;

/** Every reason of this package. */
export const queryReasons = { ...syntaxReasons, ...textReasons } as const;

/** A key of `queryReasons`. */
export type QueryReason = keyof typeof queryReasons;

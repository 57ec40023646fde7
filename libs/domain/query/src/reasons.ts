/** Why a query is refused or doubted; one sentence each, shown in the reference. */
export const queryReasons = {
  // templates
  ClusterNameUnknown: 'The query asks for the cluster name and this process does not know it.',
  EnvNotFound: 'The query names an environment variable that is not set in this process.',
  UnknownTemplate: 'The text between %% is neither env_NAME nor tag_NAME.',
  UnsupportedTag: 'The only tag that a template may name is kube_cluster_name.',
  // balance
  EmptyQuery: 'The query holds nothing but white space.',
  TopLevelComma: 'The text holds several queries where exactly one is allowed.',
  UnbalancedDelimiter: 'A closing bracket does not fit the last one that was opened.',
  UnclosedDelimiter: 'A bracket is opened and never closed.',
  UnterminatedString: 'A quote is opened and never closed.',
} as const;

/** A key of `queryReasons`. */
export type QueryReason = keyof typeof queryReasons;

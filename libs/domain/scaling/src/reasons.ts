/**
 * Why a metric is not served or not asked for: each reason with one sentence. The names appear unchanged in conditions,
 * messages, logs, metrics and HTTP answers.
 */
export const scalingReasons = {
  AnswerTooLarge: 'The series of a wanted query do not fit a message; ask for fewer series or points.',
  BadReference: 'The metric name begins with datadogmetric@ but is not datadogmetric@NAMESPACE:NAME.',
  BadSelector: 'The label selector cannot be parsed, or uses an operator that Datadog has no equivalent for.',
  CallBudgetSpent:
    'The batch holds a query that Datadog refuses; looking for it took as many calls as one cycle may make.',
  CaseConflict: 'Two autoscalers name the same metric with different capitals; the first one decides the query.',
  CredentialsRefused:
    'Datadog answered 401 or 403: the API key or the application key is wrong or lacks timeseries_query.',
  InvalidAnswer: 'Datadog answered with something that is not a time-series answer.',
  InvalidDuration: 'maxAge or timeWindow is not a Go duration such as 90s or 5m.',
  InvalidMetadata: 'A key of the metadata of a KEDA trigger is missing or cannot be used; the message names it.',
  InvalidQuery: 'The query has a syntax error and was not sent.',
  MissingResult: 'The answer has no result for this query.',
  MultipleSeries: 'The query gives several series where one is needed: aggregate them into one.',
  NamespaceNotAllowed: 'Namespace isolation is on and the metric belongs to another namespace than the request.',
  NoSeries: 'Datadog knows no series for this query in its time window.',
  NotActive: 'Nothing refers to the metric, so it is not queried.',
  NotFound: 'There is no DatadogMetric of this name.',
  NotQueriedYet: 'The metric has not been queried yet.',
  NotRepresentable: 'The value is not a finite number.',
  OnlyNulls: 'The series has no value within the time window.',
  OutOfRange: 'The value is too large for the HorizontalPodAutoscaler, which reads from 9.22e15 up wrongly.',
  Outdated: 'The newest data point is older than maxAge.',
  QueryRejected: 'Datadog answered that the query is in error.',
  QueryTooLong: 'The query alone is longer than a request may be and was not sent.',
  RateLimited: 'Datadog answered 429; the last value is kept until it is too old.',
  RequestRefused: 'Datadog refused the request with a 4xx status.',
  ResponseMismatch: 'The answer does not say which query a series belongs to, so no series of it is trusted.',
  SeriesTooShort: 'A series has fewer points than lastAvailablePointOffset counts back.',
  ServerError: 'Datadog failed (5xx) or could not be reached; the last value is kept until it is too old.',
  Stale: 'The value served last is older than maxAge and the query validity period.',
  TemplateError: 'A %%...%% template in the query cannot be resolved.',
  TooManyWants: 'metrics-poller polls as many wanted queries as its limit allows; raise DD_METRIC_WANTS_LIMIT.',
  UnknownOrg: 'metrics-poller holds no keys of an organization of this name; the message names those it has.',
  UnprocessableQuery: 'Datadog answered 422: it cannot process the query.',
} as const;

/** A reason of `scalingReasons`. */
export type ScalingReason = keyof typeof scalingReasons;

/** A reason and the sentence for this very case. */
export interface Problem {
  readonly reason: ScalingReason;
  readonly message: string;
}

/** An expected failure, as the functions of this package return it. */
export interface Failure extends Problem {
  readonly ok: false;
}

/** Makes a `Failure`. */
export function failure(reason: ScalingReason, message: string): Failure {
  return { ok: false, reason, message };
}

/** Whether `text` is a reason of `scalingReasons`, such as one read back from a condition. */
export function isScalingReason(text: string): text is ScalingReason {
  return Object.hasOwn(scalingReasons, text);
}

/** What to do about a reason; those without an entry explain themselves. */
const advice: Readonly<Record<string, string>> = {
  CredentialsRefused:
    'Check DD_API_KEY, DD_APP_KEY and DD_SITE, and that the application key has the scope timeseries_query.',
  InvalidDuration: 'Write a Go duration such as 90s or 5m.',
  InvalidQuery: 'Correct spec.query; `dogwatch query check` shows where the mistake is.',
  MultipleSeries: 'Remove "by {...}" from the query, or wrap it so that one series is left.',
  NoSeries:
    'Compare the metric name and the tags with the Metrics Explorer; if the data comes rarely, raise spec.timeWindow.',
  OnlyNulls: 'Raise spec.timeWindow, or add .fill(last).',
  Outdated: 'Raise spec.maxAge when the data always comes late, as it does from cloud integrations.',
  QueryRejected: 'Run the query in the Metrics Explorer, which shows the same error.',
  RateLimited: 'Raise DD_EXTERNAL_METRICS_PROVIDER_REFRESH_PERIOD, or ask Datadog for a higher limit of /api/v1/query.',
  RequestRefused: 'Run the query in the Metrics Explorer, which shows the same error.',
  TemplateError: 'Set the variable in the environment of metrics-poller, or DD_CLUSTER_NAME for the cluster name.',
  UnprocessableQuery: 'Run the query in the Metrics Explorer, which shows the same error.',
};

/** The advice for a reason, as a part of a step. */
export function toAdvice(reason: string): { advice?: string } {
  const text = advice[reason];
  return text === undefined ? {} : { advice: text };
}

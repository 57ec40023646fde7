/** Why a call to Datadog gave no answer; each with the sentence of the reference. */
export const datadogReasons = {
  NoCredentials: 'No endpoint has both an API key and an application key.',
  RateLimited: 'Datadog answered 429: the organization has no calls left in this period.',
  BudgetExhausted:
    'The call was not made, because the calls left in this period would not be free within the time allowed for waiting.',
  Unauthorized: 'Datadog answered 401 or 403: a key is wrong, revoked, of another site, or may not read metrics.',
  Unprocessable: 'Datadog answered 422: it could not process the queries.',
  Rejected: 'Datadog answered another 4xx: the request is wrong.',
  ServerError: 'Datadog answered 5xx, also after retries.',
  Unreachable: 'There was no answer: the name, the connection, TLS or the proxy failed.',
  Timeout: 'There was no whole answer within the time allowed.',
  BodyTooLarge: 'The answer was larger than allowed and was not read to its end.',
  InvalidBody: 'The answer was not JSON.',
  Aborted: 'The caller gave up, or the client was closed.',
} as const;

/** One of `datadogReasons`. */
export type DatadogReason = keyof typeof datadogReasons;

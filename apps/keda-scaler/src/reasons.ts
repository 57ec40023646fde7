/**
 * Why a call was refused or the service is not ready, besides the reasons of scaling (`scalingReasons`): each reason with one
 * sentence. The names appear unchanged in answers, logs, metrics, probes and explanations.
 */
export const scalerReasons = {
  InvalidReference: 'The call names no ScaledObject, so it does not come from KEDA.',
  NatsAway: 'There is no connection to NATS, and what is remembered is too old or missing.',
  NoLeader: 'Nothing was heard of metrics-poller for three of its periods: no replica of it leads.',
  NotAnsweredYet: 'metrics-poller has not answered the query yet.',
  NotLoaded: 'The values of the DatadogMetrics have not been heard from metrics-poller yet.',
  Stopping: 'This replica is about to stop.',
  TooManyQueries: 'This replica remembers as many queries as its limit allows; raise DD_KEDA_SCALER_MAX_QUERIES.',
  TooManyStreams: 'This replica has as many streams open as its limit allows; raise DD_KEDA_SCALER_MAX_STREAMS.',
} as const;

/** A reason of `scalerReasons`. */
export type ScalerReason = keyof typeof scalerReasons;

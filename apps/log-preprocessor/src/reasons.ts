/**
 * Why logs are refused, go on unprocessed or are kept aside, and why this service is not ready: each reason with one sentence.
 * The names appear unchanged in answers, tags, logs, metrics, dead letters and probes.
 */
export const logReasons = {
  BadBody: 'The body of a request is not what its Content-Type or Content-Encoding says.',
  BodyTooLarge: 'A request has more than 5 MB, decompressed; send smaller batches.',
  Busy: 'Too many bytes of requests are in memory at once; send again after the time of Retry-After.',
  JsonTooDeep: 'JSON nests deeper than 100 levels; what lies deeper was replaced by a text.',
  KeyMissing: 'The request has no API key; send it as DD-API-KEY.',
  KeyRefused: 'The API key is none of those that are configured.',
  LogTruncated: 'A log has more than 1 MB, or than a NATS message holds; its message was cut.',
  NoPipelines: 'There is no set of pipelines to work with yet: none could be read, or one of the first set is broken.',
  ProcessingFailed:
    'A log made the pipelines fail unexpectedly and went on as it came; this is a defect, please report it.',
  QueueAway: 'NATS JetStream does not answer, so that nothing can be accepted safely; send again.',
  QueueFull: 'The queue holds as much as it may, because the sink takes less than arrives; send again later.',
  RuleTooSlow:
    'A log was at work for longer than allowed and went on as it came; a rule that does that again and again is switched off.',
  SinkAway: 'The sink does not take logs now; they wait in the queue, or, without one, requests are refused.',
  SinkRefused: 'The sink will not take these logs, however often they are sent; they are kept as dead letters.',
  TooFarAhead: 'The time of the log is more than 2 hours ahead, which Datadog does not index.',
  TooManyDeliveries:
    'A batch came back from the queue again and again without getting done; it is kept as dead letters.',
  TooManyLogs: 'A request has more than 1,000 logs; send smaller batches.',
  TooOld: 'The time of the log is more than 18 hours ago, which Datadog does not index.',
  UnreadableBatch: 'A message of the queue is no batch of logs; it is kept as a dead letter.',
} as const;

/** A reason of `logReasons`. */
export type LogReason = keyof typeof logReasons;

/** Why something was not taken. */
export interface LogRefusal {
  readonly ok: false;
  readonly reason: LogReason;
  readonly message: string;
  /** When to try again, if that is worth it. */
  readonly retryAfterSeconds?: number;
}

/** A refusal. */
export function refuseLogs(reason: LogReason, message: string, retryAfterSeconds?: number): LogRefusal {
  return { ok: false, reason, message, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
}

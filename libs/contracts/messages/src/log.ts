import { z } from 'zod';
import { defineSubject } from './subject.js';

/** What holds for each log of a batch that does not say it itself: the query parameters of an intake. */
export const logDefaults = z.object({
  ddsource: z.string().optional(),
  /** `key:value` pairs, separated by commas; added to those of each log. */
  ddtags: z.string().optional(),
  hostname: z.string().optional(),
  service: z.string().optional(),
});
export type LogDefaults = z.infer<typeof logDefaults>;

/** Event, an intake to log-preprocessor: logs as they arrived. */
export const logsReceived = z.object({
  receivedAtMillis: z.number().int().nonnegative(),
  defaults: logDefaults,
  /** Objects as the intake was sent them; a text is a log that is nothing but its message. */
  logs: z.array(z.unknown()),
});
export type LogsReceived = z.infer<typeof logsReceived>;

/** A log as it leaves the pipelines, in the form of an item of Datadog's logs intake. Further members are its attributes. */
export const processedLog = z.looseObject({
  message: z.string().optional(),
  ddsource: z.string().optional(),
  ddtags: z.string().optional(),
  hostname: z.string().optional(),
  service: z.string().optional(),
  status: z.string().optional(),
  /** Milliseconds since 1970. */
  timestamp: z.number().optional(),
});
export type ProcessedLog = z.infer<typeof processedLog>;

/** Event, log-preprocessor to whoever wants processed logs. */
export const logsProcessed = z.object({ logs: z.array(processedLog) });
export type LogsProcessed = z.infer<typeof logsProcessed>;

/** Event, log-preprocessor to whoever looks after them: logs that cannot be delivered, kept with the reason. */
export const logsRefused = z.object({
  atMillis: z.number().int().nonnegative(),
  /** CamelCase. */
  reason: z.string(),
  message: z.string(),
  /** Processed logs; what could not be read at all is a text. */
  logs: z.array(z.unknown()),
});
export type LogsRefused = z.infer<typeof logsRefused>;

/** Subject of `logsReceived`; the service is that of the batch, or of its first log. */
export const logsReceivedSubject = defineSubject<'service'>('v1.log.received.{service}');
/** Subject of `logsProcessed`; the service is that of every log in it. */
export const logsProcessedSubject = defineSubject<'service'>('v1.log.processed.{service}');
/** Subject of `logsRefused`. */
export const logsRefusedSubject = defineSubject<'service'>('v1.log.refused.{service}');

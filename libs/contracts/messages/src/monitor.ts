import { z } from 'zod';
import { defineSubject } from './subject.js';

/** Event, monitor-sync: the state of a DatadogMonitor's monitor is another one than before. */
export const monitorStateChanged = z.object({
  namespace: z.string(),
  name: z.string(),
  /** The id in Datadog. */
  id: z.string(),
  /** OK, Alert, Warn, No Data, Skipped, Ignored or Unknown. */
  state: z.string(),
  /** Empty when there was none before. */
  previousState: z.string(),
  /** When it was read, Unix milliseconds. */
  atMillis: z.number().int(),
  /** Groups that alert, warn or have no data: the first ten by name. */
  groups: z.array(z.object({ name: z.string(), state: z.string() })),
});
export type MonitorStateChanged = z.infer<typeof monitorStateChanged>;

/** Subject of `monitorStateChanged`. */
export const monitorStateChangedSubject = defineSubject<'name' | 'namespace'>(
  'v1.monitor.state.changed.{namespace}.{name}',
);

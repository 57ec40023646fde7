import { z } from 'zod';
import { refuse, succeed, type Outcome } from '../outcome.js';
import { monitorStatuses, type MonitorStateChange } from './monitor-state.js';

const status = z.enum(monitorStatuses);
const seconds = z.int().min(0).optional();

const groupSchema = z.strictObject({
  status,
  last_triggered_ts: seconds,
  last_nodata_ts: seconds,
  last_notified_ts: seconds,
  last_resolved_ts: seconds,
});

const changeSchema = z
  .strictObject({ overall: status.optional(), groups: z.record(z.string(), z.union([status, groupSchema])).optional() })
  .refine(({ overall, groups }) => overall !== undefined || groups !== undefined, {
    message: "a state needs 'overall', 'groups' or both",
  });

/** Reads a state for a monitor; a refusal names the field and what would be right. */
export function parseStateChange(json: unknown): Outcome<MonitorStateChange> {
  const parsed = changeSchema.safeParse(json);
  return parsed.success ? succeed(parsed.data) : refuse('BadDefinition', z.prettifyError(parsed.error));
}

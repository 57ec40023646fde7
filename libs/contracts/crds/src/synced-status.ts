import { z } from 'zod';
import { conditions, optionalTime } from './condition.js';

/** What the status of a resource says that stands for an object in Datadog whose id is a text. */
export const syncedStatus = {
  id: z.string().describe('The id in Datadog.').optional(),
  creator: z.string().optional(),
  created: optionalTime,
  syncStatus: z.string().describe('OK, or what fails.').optional(),
  lastForceSyncTime: optionalTime,
  currentHash: z.string().describe('Hash of the spec that Datadog holds.').optional(),
  conditions: conditions.optional(),
};

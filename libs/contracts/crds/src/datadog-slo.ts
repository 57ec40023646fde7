import { z } from 'zod';
import { defineCrd, intOrString } from './define-crd.js';
import type { ObjectMeta } from './object-meta.js';
import { syncedStatus } from './synced-status.js';

const spec = z
  .object({
    name: z.string().min(1).describe('The title of the SLO.'),
    type: z.string().min(1).describe('metric, monitor or time_slice.'),
    description: z.string().optional(),
    tags: z.array(z.string()).describe('Tags, in the order in which they are sent.').optional(),
    query: z
      .object({
        numerator: z.string().describe('A metric query that counts good events.'),
        denominator: z.string().describe('A metric query that counts all events.'),
      })
      .describe('For type metric.')
      .optional(),
    monitorIDs: z.array(z.number().int()).describe('For type monitor: ids in Datadog.').optional(),
    groups: z.array(z.string()).describe('For type monitor with one monitor: the groups that count.').optional(),
    timeSlice: z
      .object({
        query: z.string().describe('A metric query.'),
        comparator: z.string().describe('>, >=, < or <=.'),
        threshold: intOrString().describe('What the value is compared with.'),
      })
      .describe('For type time_slice: time counts as good while the comparison holds.')
      .optional(),
    timeframe: z.string().describe('7d, 30d or 90d.'),
    targetThreshold: intOrString().describe('Percent, above 0 and below 100.'),
    warningThreshold: intOrString().describe('Percent, above 0 and below 100.').optional(),
    controllerOptions: z
      .object({ disableRequiredTags: z.boolean().describe('Leaves generated:kubernetes out.').optional() })
      .optional(),
  })
  .describe('What the SLO in Datadog is to be.');

const status = z.object(syncedStatus).describe('Written by monitor-sync.');

/** DatadogSLO, `datadoghq.com/v1alpha1`: a service level objective in Datadog, kept as the resource says. */
export const datadogSloCrd = defineCrd({
  group: 'datadoghq.com',
  version: 'v1alpha1',
  kind: 'DatadogSLO',
  plural: 'datadogslos',
  singular: 'datadogslo',
  shortNames: ['ddslo'],
  description: 'A service level objective in Datadog, kept as the resource says.',
  spec,
  status,
  columns: [
    { name: 'id', type: 'string', jsonPath: '.status.id' },
    { name: 'sync status', type: 'string', jsonPath: '.status.syncStatus' },
    { name: 'age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
});

/** `spec` of a DatadogSLO. */
export type DatadogSloSpec = z.infer<typeof spec>;
/** `status` of a DatadogSLO. */
export type DatadogSloStatus = z.infer<typeof status>;
/** A DatadogSLO as the API server holds it. */
export interface DatadogSlo {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: ObjectMeta;
  readonly spec?: DatadogSloSpec;
  readonly status?: DatadogSloStatus;
}

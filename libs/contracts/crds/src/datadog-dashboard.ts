import { z } from 'zod';
import { defineCrd } from './define-crd.js';
import type { ObjectMeta } from './object-meta.js';
import { syncedStatus } from './synced-status.js';

const spec = z
  .object({
    title: z.string().min(1).describe('The title of the dashboard.'),
    layoutType: z.string().describe('ordered or free.'),
    description: z.string().optional(),
    reflowType: z.string().describe('auto or fixed, for layoutType ordered.').optional(),
    notifyList: z.array(z.string()).describe('Who is told of changes, e-mail addresses.').optional(),
    tags: z.array(z.string()).describe('Team tags.').optional(),
    templateVariables: z
      .array(
        z.object({
          name: z.string(),
          prefix: z.string().nullable().optional(),
          availableValues: z.array(z.string()).nullable().optional(),
          defaults: z.array(z.string()).optional(),
        }),
      )
      .optional(),
    templateVariablePresets: z
      .array(
        z.object({
          name: z.string().optional(),
          templateVariables: z
            .array(z.object({ name: z.string().optional(), values: z.array(z.string()).optional() }))
            .optional(),
        }),
      )
      .optional(),
    widgets: z.string().describe('The widgets of the API, a JSON array as text.').optional(),
  })
  .describe('What the dashboard in Datadog is to be.');

const status = z.object(syncedStatus).describe('Written by monitor-sync.');

/** DatadogDashboard, `datadoghq.com/v1alpha1`: a dashboard in Datadog, kept as the resource says. */
export const datadogDashboardCrd = defineCrd({
  group: 'datadoghq.com',
  version: 'v1alpha1',
  kind: 'DatadogDashboard',
  plural: 'datadogdashboards',
  singular: 'datadogdashboard',
  shortNames: ['ddd'],
  description: 'A dashboard in Datadog, kept as the resource says.',
  spec,
  status,
  columns: [
    { name: 'id', type: 'string', jsonPath: '.status.id' },
    { name: 'sync status', type: 'string', jsonPath: '.status.syncStatus' },
    { name: 'age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
});

/** `spec` of a DatadogDashboard. */
export type DatadogDashboardSpec = z.infer<typeof spec>;
/** `status` of a DatadogDashboard. */
export type DatadogDashboardStatus = z.infer<typeof status>;
/** A DatadogDashboard as the API server holds it. */
export interface DatadogDashboard {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: ObjectMeta;
  readonly spec?: DatadogDashboardSpec;
  readonly status?: DatadogDashboardStatus;
}

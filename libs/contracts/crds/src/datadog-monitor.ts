import { z } from 'zod';
import { conditions, optionalTime } from './condition.js';
import { defineCrd, preserveUnknownFields } from './define-crd.js';
import type { ObjectMeta } from './object-meta.js';

/** The monitor types of Datadog's API that a DatadogMonitor can have: all but synthetics, which belong to their tests. */
export const monitorTypes = [
  'audit alert',
  'ci-pipelines alert',
  'ci-tests alert',
  'composite',
  'cost alert',
  'data-jobs alert',
  'data-quality alert',
  'database-monitoring alert',
  'error-tracking alert',
  'event alert',
  'event-v2 alert',
  'llm-observability alert',
  'log alert',
  'metric alert',
  'network-path alert',
  'network-performance alert',
  'process alert',
  'query alert',
  'rum alert',
  'service check',
  'slo alert',
  'trace-analytics alert',
] as const;

const textSet = z.array(z.string()).meta({ 'x-kubernetes-list-type': 'set' });
const number = z.string().describe('A decimal number, as text.').optional();

const thresholds = z
  .object({
    critical: number,
    criticalRecovery: number,
    warning: number,
    warningRecovery: number,
    ok: number,
    unknown: number,
  })
  .describe('The critical one must be the number in the query.');

const thresholdWindows = z.object({
  triggerWindow: z.string().describe('How long a value must be abnormal to alert, such as last_15m.').optional(),
  recoveryWindow: z.string().describe('How long a value must be normal to recover, such as last_15m.').optional(),
});

const schedulingOptions = z.object({
  customSchedule: z
    .object({
      recurrence: z.object({
        rrule: z.string().describe('An iCalendar recurrence rule.').optional(),
        timezone: z.string().describe('A tz database name.').optional(),
        start: z.string().describe('Local time of the first evaluation, 2025-01-01T00:00:00.').optional(),
      }),
    })
    .optional(),
  evaluationWindow: z
    .object({
      dayStarts: z.string().describe('HH:MM').optional(),
      hourStarts: z.number().int().describe('Minute of the hour, 0 to 59.').optional(),
      monthStarts: z.number().int().describe('Day of the month; only 1.').optional(),
    })
    .optional(),
});

const minutes = (text: string) => z.number().int().describe(`${text}, minutes.`).optional();
const seconds = (text: string) => z.number().int().describe(`${text}, seconds.`).optional();

const options = z
  .object({
    enableLogsSample: z.boolean().describe('Whether notifications hold a sample of the logs.').optional(),
    escalationMessage: z.string().describe('The message of a repeated notification.').optional(),
    evaluationDelay: seconds('How long evaluation waits for late data'),
    groupRetentionDuration: z.string().describe('How long a silent group is kept, such as 2d.').optional(),
    groupbySimpleMonitor: z.boolean().describe('Whether a log alert notifies once for all groups.').optional(),
    includeTags: z.boolean().describe('Whether the title holds the tags that triggered.').optional(),
    locked: z.boolean().describe('Deprecated by Datadog: use restrictedRoles.').optional(),
    newGroupDelay: seconds('How long a new group is not evaluated'),
    noDataTimeframe: minutes('How long without data until that is notified'),
    notificationPresetName: z.string().describe('show_all, hide_query, hide_handles or hide_all.').optional(),
    notifyAudit: z.boolean().describe('Whether changes of the monitor are notified.').optional(),
    notifyBy: textSet
      .describe('Group keys that make a notification of their own; "*" for one notification.')
      .optional(),
    notifyNoData: z.boolean().describe('Whether missing data is notified.').optional(),
    onMissingData: z
      .string()
      .describe('show_no_data, show_and_notify_no_data, resolve or default; not with notifyNoData.')
      .optional(),
    renotifyInterval: minutes('How long until an unresolved alert is repeated'),
    renotifyOccurrences: z.number().int().describe('How often an alert is repeated.').optional(),
    renotifyStatuses: textSet.describe('alert, warn, no data: what is repeated.').optional(),
    requireFullWindow: z.boolean().describe('Whether evaluation waits for a full window of data.').optional(),
    schedulingOptions: schedulingOptions.optional(),
    thresholdWindows: thresholdWindows.optional(),
    thresholds: thresholds.optional(),
    timeoutH: z.number().int().describe('Hours after which a silent alert resolves itself.').optional(),
    variables: z
      .array(preserveUnknownFields())
      .describe('Queries that a formula monitor names, in the shape of the API; sent as they are.')
      .optional(),
  })
  .describe('The options of the Monitors API.');

const required = (field: string) => ({
  rule: `has(self.jsonSpec) || has(self.${field})`,
  message: `${field} is required unless jsonSpec is given`,
  reason: 'FieldValueRequired',
  fieldPath: `.${field}`,
});

const spec = z
  .object({
    name: z.string().min(1).describe('The title of the monitor.').optional(),
    message: z.string().min(1).describe('What a notification says, with @handles.').optional(),
    query: z
      .string()
      .min(1)
      .describe(
        'The query with its condition. A composite names other DatadogMonitors, NAME or NAMESPACE/NAME, or ids: `a && !team-b/c`.',
      )
      .optional(),
    type: z.enum(monitorTypes).optional(),
    priority: z.number().int().describe('1 (highest) to 5; 0 or absent: none.').optional(),
    tags: textSet
      .describe('Tags of the monitor; generated:kubernetes and an owner tag join them in Datadog.')
      .optional(),
    restrictedRoles: textSet.describe('UUIDs of the roles that may edit the monitor.').optional(),
    assets: z
      .array(preserveUnknownFields())
      .describe('Runbooks and the like, in the shape of the API; sent as they are.')
      .optional(),
    controllerOptions: z
      .object({ disableRequiredTags: z.boolean().describe('Leaves generated:kubernetes out.').optional() })
      .optional(),
    options: options.optional(),
    jsonSpec: z
      .string()
      .describe('The body of the Monitors API as JSON, instead of name, message, query, type and options.')
      .optional(),
  })
  .describe('What the monitor in Datadog is to be.')
  .meta({ 'x-kubernetes-validations': ['name', 'message', 'query', 'type'].map(required) });

const status = z
  .object({
    id: z.number().int().describe('The id in Datadog; absent or 0 before it is known.').optional(),
    creator: z.string().describe('Who created it, an e-mail address.').optional(),
    created: optionalTime,
    primary: z
      .boolean()
      .describe('Whether this resource created or adopted the monitor, and so deletes it.')
      .optional(),
    monitorState: z.string().describe('OK, Alert, Warn, No Data, Skipped, Ignored or Unknown.').optional(),
    monitorStateLastTransitionTime: optionalTime,
    monitorStateLastUpdateTime: optionalTime,
    monitorStateSyncStatus: z.string().describe('OK, or what fails.').optional(),
    monitorLastForceSyncTime: optionalTime,
    currentHash: z.string().describe('Hash of the spec that Datadog holds.').optional(),
    triggeredState: z
      .array(
        z.object({
          monitorGroup: z.string(),
          state: z.string().optional(),
          lastTransitionTime: optionalTime,
        }),
      )
      .meta({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['monitorGroup'] })
      .describe('Groups that alert, warn or have no data: the first 10 by name.')
      .optional(),
    downtimeStatus: z
      .object({ isDowntimed: z.boolean().optional(), downtimeID: z.number().int().optional() })
      .optional(),
    conditions: conditions.describe('Active, Created, Updated, Error.').optional(),
  })
  .describe('Written by monitor-sync.');

/** DatadogMonitor, `datadoghq.com/v1alpha1`: a monitor in Datadog, kept as the resource says. */
export const datadogMonitorCrd = defineCrd({
  group: 'datadoghq.com',
  version: 'v1alpha1',
  kind: 'DatadogMonitor',
  plural: 'datadogmonitors',
  singular: 'datadogmonitor',
  description: 'A monitor in Datadog, kept as the resource says, with its state.',
  spec,
  status,
  columns: [
    { name: 'id', type: 'string', jsonPath: '.status.id' },
    { name: 'monitor state', type: 'string', jsonPath: '.status.monitorState' },
    { name: 'last transition', type: 'string', jsonPath: '.status.monitorStateLastTransitionTime' },
    { name: 'last sync', type: 'string', jsonPath: '.status.monitorStateLastUpdateTime' },
    { name: 'sync status', type: 'string', jsonPath: '.status.monitorStateSyncStatus' },
    { name: 'age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
});

/** One of the monitor types. */
export type MonitorType = (typeof monitorTypes)[number];
/** `spec` of a DatadogMonitor. */
export type DatadogMonitorSpec = z.infer<typeof spec>;
/** `spec.options` of a DatadogMonitor. */
export type DatadogMonitorOptions = z.infer<typeof options>;
/** `status` of a DatadogMonitor. */
export type DatadogMonitorStatus = z.infer<typeof status>;
/** A DatadogMonitor as the API server holds it. */
export interface DatadogMonitor {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: ObjectMeta;
  readonly spec?: DatadogMonitorSpec;
  readonly status?: DatadogMonitorStatus;
}

import { z } from 'zod';
import { optionalTime } from './condition.js';
import { defineCrd } from './define-crd.js';
import type { ObjectMeta } from './object-meta.js';
import { syncedStatus } from './synced-status.js';

/** What a DatadogGenericResource can be. */
export const genericResourceTypes = [
  'dashboard',
  'downtime',
  'monitor',
  'monitor_notification_rule',
  'notebook',
  'slo',
  'synthetics_api_test',
  'synthetics_browser_test',
] as const;

const spec = z
  .object({
    type: z.enum(genericResourceTypes).meta({
      'x-kubernetes-validations': [
        { rule: 'self == oldSelf', message: 'the type cannot change; delete the resource and create it again' },
      ],
    }),
    jsonSpec: z.string().min(1).describe("The body of the type's API as JSON."),
  })
  .describe('What the object in Datadog is to be.');

const status = z
  .object({
    ...syncedStatus,
    state: z.string().describe('Of monitors and SLOs: their state in Datadog.').optional(),
    stateLastUpdateTime: optionalTime,
    stateLastTransitionTime: optionalTime,
  })
  .describe('Written by monitor-sync.');

/** DatadogGenericResource, `datadoghq.com/v1alpha1`: any of several objects in Datadog, given as its API's JSON. */
export const datadogGenericResourceCrd = defineCrd({
  group: 'datadoghq.com',
  version: 'v1alpha1',
  kind: 'DatadogGenericResource',
  plural: 'datadoggenericresources',
  singular: 'datadoggenericresource',
  shortNames: ['ddgr'],
  description: "An object in Datadog, given as its API's JSON and kept so.",
  spec,
  status,
  columns: [
    { name: 'id', type: 'string', jsonPath: '.status.id' },
    { name: 'sync status', type: 'string', jsonPath: '.status.syncStatus' },
    { name: 'state', type: 'string', jsonPath: '.status.state' },
    { name: 'age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
});

/** One of `genericResourceTypes`. */
export type GenericResourceType = (typeof genericResourceTypes)[number];
/** `spec` of a DatadogGenericResource. */
export type DatadogGenericResourceSpec = z.infer<typeof spec>;
/** `status` of a DatadogGenericResource. */
export type DatadogGenericResourceStatus = z.infer<typeof status>;
/** A DatadogGenericResource as the API server holds it. */
export interface DatadogGenericResource {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: ObjectMeta;
  readonly spec?: DatadogGenericResourceSpec;
  readonly status?: DatadogGenericResourceStatus;
}

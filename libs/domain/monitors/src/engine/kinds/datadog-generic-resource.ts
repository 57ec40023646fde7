import {
  type DatadogGenericResource,
  datadogGenericResourceCrd,
  type DatadogGenericResourceStatus,
} from '@dogwatch/crds';
import type { ApiBody } from '../../api-body.js';
import { toGenericBody } from '../../generic/to-api.js';
import { objectApis } from '../apis/registry.js';
import { withObjectId } from './object-status.js';
import { renderSpec } from './render-spec.js';
import type { NewObject, SyncKind } from './sync-kind.js';

/** DatadogGenericResource: an object of one of several APIs, as its JSON says. */
export const datadogGenericResourceKind: SyncKind<DatadogGenericResource, DatadogGenericResourceStatus> = {
  crd: datadogGenericResourceCrd,
  noun: 'resource',
  finalizer: 'finalizer.datadoghq.com/genericresource',
  ownerSuffix: '/genericresource',
  statusFields: { sync: 'syncStatus', written: 'lastForceSyncTime' },
  api: ({ spec }) => (spec === undefined ? undefined : objectApis[spec.type]),
  render: ({ spec }) => renderSpec(spec, toGenericBody),
  isRequiredTagDisabled: () => false,
  references: () => [],
  idOf: ({ id }) => id,
  isPrimary: ({ id }) => id !== undefined,
  withObject: (status, object: NewObject) => {
    const known = withObjectId(status, object);
    return object.observed === undefined ? known : withState(known, object.observed, object.now);
  },
  withReading: (status, observed, now) => ({ ...withState(status, observed, now), syncStatus: 'OK' }),
};

/** Only monitors tell a state with their definition. */
function withState(status: DatadogGenericResourceStatus, observed: ApiBody, now: string): DatadogGenericResourceStatus {
  const state = observed['overall_state'];
  if (typeof state !== 'string') return status;
  const changed = state === status.state ? {} : { stateLastTransitionTime: now };
  return { ...status, state, stateLastUpdateTime: now, ...changed };
}

import { type DatadogSlo, datadogSloCrd, type DatadogSloSpec, type DatadogSloStatus } from '@dogwatch/crds';
import type { ApiBody } from '../../api-body.js';
import type { Rendered } from '../../field-problem.js';
import { toSloBody } from '../../slo/to-api.js';
import { sloApi } from '../apis/slo.js';
import { withObjectId } from './object-status.js';
import { renderSpec } from './render-spec.js';
import type { SyncKind } from './sync-kind.js';

/** DatadogSLO: a service level objective. */
export const datadogSloKind: SyncKind<DatadogSlo, DatadogSloStatus> = {
  crd: datadogSloCrd,
  noun: 'SLO',
  finalizer: 'finalizer.slo.datadoghq.com',
  statusFields: { sync: 'syncStatus', written: 'lastForceSyncTime' },
  api: () => sloApi,
  render: ({ spec }): Rendered<ApiBody> => renderSpec<DatadogSloSpec>(spec, toSloBody),
  isRequiredTagDisabled: ({ spec }) => spec?.controllerOptions?.disableRequiredTags === true,
  references: () => [],
  idOf: ({ id }) => id,
  isPrimary: ({ id }) => id !== undefined,
  withObject: withObjectId,
  withReading: (status) => ({ ...status, syncStatus: 'OK' }),
};

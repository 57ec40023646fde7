import { type DatadogMonitor, datadogMonitorCrd, type DatadogMonitorStatus } from '@dogwatch/crds';
import type { ApiBody } from '../../api-body.js';
import type { Rendered } from '../../field-problem.js';
import { checkMonitor } from '../../monitor/check-monitor.js';
import { compositeReferences, type LookUpMonitor, resolveComposite } from '../../monitor/resolve-composite.js';
import { toMonitorBody } from '../../monitor/to-api.js';
import { toMonitorStatus } from '../../monitor/to-status.js';
import { monitorApi } from '../apis/monitor.js';
import { toCreated, toCreator } from './object-status.js';
import type { NewObject, SyncKind } from './sync-kind.js';

/** DatadogMonitor: a monitor, with its state. */
export const datadogMonitorKind: SyncKind<DatadogMonitor, DatadogMonitorStatus> = {
  crd: datadogMonitorCrd,
  noun: 'monitor',
  finalizer: 'finalizer.monitor.datadoghq.com',
  statusFields: { sync: 'monitorStateSyncStatus', written: 'monitorLastForceSyncTime' },
  api: () => monitorApi,
  render,
  isRequiredTagDisabled: ({ spec }) => spec?.controllerOptions?.disableRequiredTags === true,
  references: (resource) => (isComposite(resource) ? toReferences(resource) : []),
  idOf: ({ id }) => (id === undefined || id === 0 ? undefined : String(id)),
  isPrimary: ({ primary }) => primary === true,
  withObject,
  withReading: toMonitorStatus,
};

function isComposite({ spec }: DatadogMonitor): boolean {
  return spec?.type === 'composite' && spec.query !== undefined;
}

function toReferences({ metadata, spec }: DatadogMonitor) {
  return compositeReferences(spec?.query ?? '', metadata.namespace ?? '');
}

function render(resource: DatadogMonitor, { lookUp }: { readonly lookUp: LookUpMonitor }): Rendered<ApiBody> {
  const { metadata, spec = {} } = resource;
  const { errors } = checkMonitor(spec);
  if (errors.length > 0) return { ok: false, problems: errors };
  const rendered = toMonitorBody(spec);
  if (!rendered.ok || !isComposite(resource)) return rendered;
  const resolved = resolveComposite(spec.query ?? '', metadata.namespace ?? '', lookUp);
  return resolved.ok ? { ok: true, body: { ...rendered.body, query: resolved.query } } : resolved;
}

/** A monitor that was just made has no data yet, whether the answer says so or not. */
function withObject(status: DatadogMonitorStatus, { id, observed, now }: NewObject): DatadogMonitorStatus {
  const creator = toCreator(observed);
  const known = {
    ...status,
    id: Number(id),
    primary: true,
    ...(creator === undefined ? {} : { creator }),
    created: toCreated(observed) ?? now,
  };
  return observed === undefined ? known : toMonitorStatus(known, { overall_state: 'No Data', ...observed }, now);
}

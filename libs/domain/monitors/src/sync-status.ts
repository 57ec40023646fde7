/** What `monitorStateSyncStatus` and `syncStatus` say; the texts of Datadog's operator, which dashboards and scripts look for. */
export const syncStatuses = {
  ok: 'OK',
  creating: 'error creating',
  deleting: 'error deleting',
  getting: 'error getting',
  updating: 'error updating',
  validating: 'error validating',
} as const;

/** What a failed call makes of the sync status of a kind (`monitor`, `SLO`, ...): a refused create is a refused definition. */
export function toSyncStatus(method: 'DELETE' | 'GET' | 'POST' | 'PUT', noun: string): string {
  const verbs = {
    DELETE: syncStatuses.deleting,
    GET: syncStatuses.getting,
    POST: syncStatuses.validating,
    PUT: syncStatuses.updating,
  };
  return `${verbs[method]} ${noun}`;
}

/** Why monitor-sync is not ready. */
export const monitorSyncReasons = {
  NoClusterUid: 'The namespace kube-system, whose uid marks what belongs to this cluster, could not be read yet.',
  NoCredentials: 'There are no Datadog keys, so nothing can be synced.',
  NoLeader: 'It is not known who leads, for the Lease could not be read.',
  NotSynced: 'This replica leads, but has not listed all resources yet.',
} as const;

/** One of the keys of `monitorSyncReasons`. */
export type MonitorSyncReason = keyof typeof monitorSyncReasons;

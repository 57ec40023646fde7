import type { KubePermissions } from '@dogwatch/service';

/** What keda-scaler may do in Kubernetes: nothing, it answers from what metrics-poller tells over NATS. */
export const kedaScalerPermissions: KubePermissions = { cluster: [], own: [] };

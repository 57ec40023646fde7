import type { WorkloadState } from '../observe/workload-state.js';

/** A Deployment that is well; tests say what is different. */
export function workloadState(different: Partial<WorkloadState> = {}): WorkloadState {
  return {
    name: 'checkout',
    replicas: 2,
    maxReplicas: 6,
    metric: 'checkout-requests',
    value: 42,
    hasGoodValue: true,
    targetPerReplica: 30,
    dataTimeSeconds: 990,
    condition: { tone: 'good', reason: 'Fresh', text: 'Datadog answers, the HPA follows' },
    ...different,
  };
}

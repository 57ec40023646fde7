import type { Scenario } from './scenario/scenario.js';
import type { Hint } from './view/snapshot.js';

/** Where the commands have to go. */
export interface HintPlaces {
  readonly scenario: Scenario;
  readonly namespace: string;
  readonly kubeconfig: string;
  readonly natsUrl: string;
  readonly simulatorUrl: string | undefined;
  /** Whether the API server hands external metrics to the demo. */
  readonly isRegistered: boolean;
}

/** Commands that show more of a running demo. */
export function toHints({
  scenario,
  namespace,
  kubeconfig,
  natsUrl,
  simulatorUrl,
  isRegistered,
}: HintPlaces): readonly Hint[] {
  const kubectl = `KUBECONFIG=${kubeconfig} kubectl`;
  const metrics = scenario.workloads.flatMap(({ metric }) => (metric.kind === 'datadogMetric' ? [metric.name] : []));
  const [first = '', last = first] = metrics;
  const path = `/apis/external.metrics.k8s.io/v1beta1/namespaces/${namespace}/datadogmetric@${namespace}:${first}`;
  const failure = JSON.stringify({ mode: 'rateLimited', resetSeconds: 10, forSeconds: 20 });
  return [
    {
      shows: 'why a metric is as it is',
      command: `npx dogwatch explain metric ${namespace}/${last} --nats ${natsUrl}`,
    },
    { shows: 'what its conditions say', command: `${kubectl} describe datadogmetric ${last} -n ${namespace}` },
    ...(isRegistered ? [{ shows: 'what the HPA reads', command: `${kubectl} get --raw ${path}` }] : []),
    ...(simulatorUrl === undefined
      ? []
      : [{ shows: 'Datadog answers 429 for 20 s', command: `curl -d '${failure}' ${simulatorUrl}/simulator/fail` }]),
  ];
}

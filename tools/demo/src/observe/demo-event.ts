import { formatCount, formatNumber } from '../view/format.js';
import type { WorkloadState } from './workload-state.js';

/** Something worth telling. */
export interface DemoEvent {
  readonly kind: 'condition' | 'incident' | 'scaled';
  readonly text: string;
  readonly tone: 'bad' | 'good' | 'neutral';
  /** The Deployment it is about. */
  readonly workload?: string;
  /** Replicas before and after. */
  readonly from?: number;
  readonly to?: number;
}

/** What has happened between two looks at the same workloads; before the first look nothing was known. */
export function diffStates(before: readonly WorkloadState[], after: readonly WorkloadState[]): readonly DemoEvent[] {
  const old = new Map(before.map((state) => [state.name, state]));
  return after.flatMap((state) => {
    const previous = old.get(state.name) ?? unknown;
    return [...toConditionEvents(previous, state), ...toScaledEvents(previous, state)];
  });
}

/** Whether a Deployment got more replicas. */
export function isScaleUp({ kind, from = 0, to = 0 }: DemoEvent): boolean {
  return kind === 'scaled' && to > from;
}

type Known = Pick<WorkloadState, 'hasGoodValue' | 'replicas' | 'value'> & {
  readonly condition: { readonly reason: string };
};

const unknown: Known = { hasGoodValue: false, replicas: undefined, value: undefined, condition: { reason: '' } };

function toScaledEvents({ replicas: from }: Known, state: WorkloadState): readonly DemoEvent[] {
  const { name: workload, replicas: to, value, metric, targetPerReplica } = state;
  if (from === undefined || to === undefined || from === to) return [];
  const direction = to > from ? 'up' : 'down';
  const why =
    value === undefined
      ? ''
      : ` because ${metric} is ${formatNumber(value)} and one carries ${formatNumber(targetPerReplica)}`;
  const text = `${workload} scaled ${direction} from ${from} to ${to}${why}`;
  return [{ kind: 'scaled', text, tone: to > from ? 'good' : 'neutral', workload, from, to }];
}

function toConditionEvents(previous: Known, state: WorkloadState): readonly DemoEvent[] {
  const { condition, hasGoodValue, name: workload, replicas, value } = state;
  if (hasGoodValue && !previous.hasGoodValue) {
    const isFirst = previous.value === undefined && value !== undefined;
    const news = isFirst ? `has its first value: ${formatNumber(value)}` : 'has a good value again';
    return [{ kind: 'condition', text: `${workload} ${news}`, tone: 'good', workload }];
  }
  if (hasGoodValue || condition.tone === 'waiting' || previous.condition.reason === condition.reason) return [];
  const effect = condition.tone === 'bad' ? `stays at ${formatCount(replicas ?? 0, 'replica')}` : 'goes on';
  const text = `${workload} ${effect}: ${condition.reason}, ${condition.text}`;
  return [{ kind: 'condition', text, tone: 'bad', workload }];
}

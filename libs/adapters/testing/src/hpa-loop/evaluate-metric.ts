import type { MetricSpec, MetricStatus } from '@dogwatch/kube';
import { parseQuantity, printQuantity, toMillis } from '@dogwatch/scaling';
import type { Usage } from './external-metric.js';
import { proposeReplicas } from './replica-count.js';
import type { Replicas, Target } from './replica-count.js';

/** What one metric asks for, or why it cannot be known. */
export type Evaluation =
  | { readonly ok: true; readonly name: string; readonly proposal: number; readonly status: MetricStatus }
  | { readonly ok: false; readonly message: string };

/** Compares what a metric measures with its target. */
export function evaluateMetric(spec: MetricSpec, usage: Usage | undefined, replicas: Replicas): Evaluation {
  const { external, type } = spec;
  if (external === undefined || usage === undefined) {
    return { ok: false, message: `metrics of the type ${type} are not simulated, only External` };
  }
  const { metric, target } = external;
  if (!usage.ok) return { ok: false, message: `unable to get external metric ${metric.name}: ${usage.message}` };
  const wanted = toTarget(target);
  if (wanted === undefined) {
    return { ok: false, message: `metric ${metric.name}: neither a value target nor an average value target was set` };
  }
  const current = wanted.type === 'Value' ? usage.millis : perPod(usage.millis, replicas.status);
  const shown = printQuantity({ nanos: current * 1_000_000n, format: 'DecimalSI' });
  const measured = wanted.type === 'Value' ? { value: shown } : { averageValue: shown };
  const status = { type: 'External', external: { metric, current: measured } };
  return { ok: true, name: metric.name, proposal: proposeReplicas(replicas, wanted, usage.millis), status };
}

function toTarget({
  value,
  averageValue,
}: {
  value?: number | string;
  averageValue?: number | string;
}): Target | undefined {
  const parsed = parseQuantity(String(averageValue ?? value ?? ''));
  if (!parsed.ok) return undefined;
  return { type: averageValue === undefined ? 'Value' : 'AverageValue', millis: toMillis(parsed.quantity) };
}

function perPod(millis: bigint, pods: number): bigint {
  return pods === 0 ? 0n : BigInt(Math.ceil(Number(millis) / pods));
}

import type { ExplainStep } from '@dogwatch/messages';
import {
  type Autoscaler,
  type ExternalMetric,
  fromObjectSelector,
  matchesLabels,
  metricKey,
  parseMetricRef,
  type ReferenceOptions,
  type Sha256Hex,
  toPlainMetric,
} from '@dogwatch/scaling';

/** What explaining an autoscaler needs besides itself. */
export interface ExplainHpaContext {
  readonly options: ReferenceOptions;
  readonly sha256Hex: Sha256Hex;
  /** The chain of a metric by `NAMESPACE/NAME`; undefined when there is no such DatadogMetric. */
  readonly explain: (key: string) => readonly ExplainStep[] | undefined;
}

/** Which DatadogMetric each external metric of an autoscaler means, followed by that metric's own chain. */
export function explainHpa(autoscaler: Autoscaler, context: ExplainHpaContext): ExplainStep[] {
  if (autoscaler.externalMetrics.length > 0)
    return autoscaler.externalMetrics.flatMap((metric) => explainExternal(autoscaler, metric, context));
  return [
    {
      subject: 'metrics',
      state: 'failed',
      text: 'It names no metric of type External, so nothing of Datadog drives it.',
      advice: 'add spec.metrics with type: External and the name datadogmetric@NAMESPACE:NAME or a Datadog metric name',
    },
  ];
}

function explainExternal(autoscaler: Autoscaler, metric: ExternalMetric, context: ExplainHpaContext): ExplainStep[] {
  const found = findMetric(autoscaler, metric, context);
  if (!('key' in found)) return [found];
  const { key } = found;
  const chain = context.explain(key);
  const step: ExplainStep = {
    subject: 'metric',
    state: 'ok',
    metric: key,
    text: `${metric.name} is the DatadogMetric ${key}.`,
  };
  if (chain !== undefined) return [step, ...chain];
  return [
    {
      ...step,
      state: 'failed',
      reason: 'NotFound',
      text: `${metric.name} is the DatadogMetric ${key}, which does not exist.`,
      advice: 'create it, or correct the name in the autoscaler',
    },
  ];
}

function findMetric(
  autoscaler: Autoscaler,
  metric: ExternalMetric,
  { options, sha256Hex }: ExplainHpaContext,
): { readonly key: string } | ExplainStep {
  const parsed = parseMetricRef(metric.name);
  if (!parsed.ok) return { subject: 'metric', state: 'failed', text: `${parsed.message}.`, reason: parsed.reason };
  if (parsed.ref.kind === 'reference') return { key: metricKey(parsed.ref) };
  const refusal = whyNotGenerated(autoscaler, options);
  if (refusal !== undefined)
    return { subject: 'metric', state: 'failed', text: `${metric.name} is a plain metric name, and ${refusal}.` };
  const plain = toPlainMetric(metric.name, fromObjectSelector(metric.selector), options, sha256Hex);
  if (!plain.ok) return { subject: 'metric', state: 'failed', text: `${plain.message}.`, reason: plain.reason };
  return { key: metricKey({ namespace: options.autogenNamespace, name: plain.name }) };
}

function whyNotGenerated(autoscaler: Autoscaler, options: ReferenceOptions): string | undefined {
  if (!options.autogenEnabled)
    return 'DatadogMetrics are not generated (DD_EXTERNAL_METRICS_PROVIDER_ENABLE_DATADOGMETRIC_AUTOGEN is false)';
  if (matchesLabels(options.autogenSelector, autoscaler.labels)) return undefined;
  return 'the labels of the autoscaler do not match DD_EXTERNAL_METRICS_PROVIDER_AUTOSCALER_AUTOGEN_LABEL_SELECTOR';
}

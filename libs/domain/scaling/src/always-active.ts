/** Annotation that keeps a DatadogMetric queried although nothing refers to it. */
export const alwaysActiveAnnotation = 'external-metrics.datadoghq.com/always-active';

const truths: ReadonlySet<string> = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);

/** Whether the annotation is set to true as Go's ParseBool reads it; every other text is false. */
export function isAlwaysActive(annotations: Readonly<Record<string, string>> | null | undefined): boolean {
  return truths.has(annotations?.[alwaysActiveAnnotation] ?? '');
}

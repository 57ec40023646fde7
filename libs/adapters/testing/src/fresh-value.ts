import type { MetricValue } from '@dogwatch/messages';

/** A fresh value of the DatadogMetric shop/queue, as metrics-poller publishes it; `changes` say what is different. */
export function freshValue(changes: Partial<MetricValue> = {}): MetricValue {
  return {
    namespace: 'shop',
    name: 'queue',
    active: true,
    valid: true,
    value: 12.5,
    dataTimeSeconds: Math.floor(Date.now() / 1000) - 20,
    maxAgeSeconds: 120,
    updatedAtMillis: Date.now(),
    reason: '',
    message: '',
    ...changes,
  };
}

import { Registry } from '@dogwatch/telemetry';
import { expect, test } from 'vitest';
import { createAdmissionMetrics } from './admission-metrics.js';

test('owners of kinds that pods only claim to have share one series', async () => {
  const registry = new Registry();
  const metrics = createAdmissionMetrics(registry, { certificateMillis: () => undefined, nowMillis: () => 0 });
  for (let index = 0; index < 100; index += 1) metrics.ownerLookedUp(`kind${index}s`, false);
  metrics.ownerLookedUp('replicasets', false);
  const text = await registry.metrics();
  expect(text.match(/^admission_webhooks_owner_cache_miss\{.*$/gm)).toEqual([
    'admission_webhooks_owner_cache_miss{resource="other"} 100',
    'admission_webhooks_owner_cache_miss{resource="replicasets"} 1',
  ]);
});

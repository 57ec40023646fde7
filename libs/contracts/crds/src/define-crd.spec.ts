import { expect, test } from 'vitest';
import { z } from 'zod';
import { datadogMetricCrd } from './datadog-metric.js';
import { intOrString, preserveUnknownFields, toManifest, toStructuralSchema } from './define-crd.js';

test('a structural schema has nothing that the API server refuses', () => {
  const schema = toStructuralSchema(
    z.object({ port: intOrString(), raw: preserveUnknownFields(), count: z.number().int().optional() }),
  );
  expect(schema).toEqual({
    type: 'object',
    properties: {
      port: { 'x-kubernetes-int-or-string': true },
      raw: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      count: { type: 'integer' },
    },
    required: ['port', 'raw'],
  });
});

test('DatadogMetric requires nothing in spec and currentValue in status', () => {
  const manifest = JSON.stringify(toManifest(datadogMetricCrd));
  expect(manifest).toContain('"name":"datadogmetrics.datadoghq.com"');
  expect(toStructuralSchema(datadogMetricCrd.spec)['required']).toBeUndefined();
  expect(toStructuralSchema(datadogMetricCrd.status)['required']).toEqual(['currentValue']);
  expect(datadogMetricCrd.columns.map(({ name }) => name)).toEqual([
    'active',
    'valid',
    'value',
    'references',
    'update time',
  ]);
});

import { expect, test } from 'vitest';
import { autoscalerReference, fromHpa, fromWpa } from './autoscaler.js';

test('the external metrics of a HorizontalPodAutoscaler', () => {
  const hpa = fromHpa({
    metadata: { name: 'web', namespace: 'shop', labels: { team: 'a' } },
    spec: {
      metrics: [
        { type: 'Resource' },
        { type: 'External', external: { metric: { name: 'orders', selector: { matchLabels: { q: '1' } } } } },
        { type: 'External', external: null },
      ],
    },
  });
  expect(hpa).toEqual({
    kind: 'hpa',
    namespace: 'shop',
    name: 'web',
    labels: { team: 'a' },
    externalMetrics: [{ name: 'orders', selector: { matchLabels: { q: '1' } } }],
  });
  expect(autoscalerReference(hpa)).toBe('hpa:shop/web');
});

test('the external metrics of a WatermarkPodAutoscaler', () => {
  const wpa = fromWpa({
    metadata: { name: 'web', namespace: 'shop', labels: null },
    spec: {
      metrics: [
        { type: 'External', external: { metricName: 'orders', metricSelector: { matchLabels: { q: '1' } } } },
        { type: 'Resource' },
      ],
    },
  });
  expect(wpa).toMatchObject({
    labels: {},
    externalMetrics: [{ name: 'orders', selector: { matchLabels: { q: '1' } } }],
  });
  expect(autoscalerReference(wpa)).toBe('wpa:shop/web');
});

test('an autoscaler without metrics', () => {
  expect(fromHpa({ metadata: { name: 'web', namespace: 'shop' } }).externalMetrics).toEqual([]);
  expect(fromWpa({ metadata: { name: 'web', namespace: 'shop' }, spec: { metrics: null } }).externalMetrics).toEqual(
    [],
  );
});

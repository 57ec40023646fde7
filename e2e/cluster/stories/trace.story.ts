import { expect, test } from 'vitest';
import { eventually } from '../../lab/lab.ts';
import { keys, namespace } from '../cluster.ts';
import { listSpans } from '../workbench.ts';

test('the value of a metric is one trace, from Datadog over NATS to all who serve it', async () => {
  await eventually(async () => {
    const spans = await listSpans();
    const polls = spans.filter(({ name, parentSpanId }) => name === 'poll metrics' && parentSpanId === '');
    const traces = polls.map(({ traceId }) => spans.filter((span) => span.traceId === traceId));
    const services = traces.map((trace) => [...new Set(trace.map(({ serviceName }) => serviceName))].toSorted());
    expect(services).toContainEqual(['external-metrics-api', 'keda-scaler', 'metrics-poller']);
    const names = new Set(traces.flat().map(({ name }) => name));
    for (const name of ['GET /api/v1/query', 'publish v1.metric.value.updated', 'process v1.metric.value.updated'])
      expect(names).toContain(name);
  }, 60);
});

test('spans name the pod that they come from, and no key', async () => {
  const spans = await listSpans();
  expect(spans.find(({ serviceName }) => serviceName === 'metrics-poller')?.resource).toMatchObject({
    'service.name': 'metrics-poller',
    'deployment.environment.name': 'e2e',
    'k8s.cluster.name': 'e2e',
    'k8s.namespace.name': namespace,
    'k8s.deployment.name': 'dogwatch-metrics-poller',
    'k8s.pod.name': expect.stringMatching(/^dogwatch-metrics-poller-/),
  });
  for (const key of Object.values(keys)) expect(JSON.stringify(spans)).not.toContain(key);
});

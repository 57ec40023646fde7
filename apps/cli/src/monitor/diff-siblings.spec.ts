import { expect, test } from 'vitest';
import { runCommand } from '../testing/run-command.js';
import { useDatadog } from '../testing/use-datadog.js';

const datadog = useDatadog();

const slo = `
apiVersion: datadoghq.com/v1alpha1
kind: DatadogSLO
metadata: { name: orders, namespace: shop }
spec:
  name: Orders
  type: metric
  timeframe: 30d
  targetThreshold: '99.9'
  query: { numerator: 'sum:a{*}.as_count()', denominator: 'sum:b{*}.as_count()' }
`;
const dashboard = `
apiVersion: datadoghq.com/v1alpha1
kind: DatadogDashboard
metadata: { name: orders, namespace: shop }
spec: { title: Orders, layoutType: ordered, widgets: '[]' }
`;
const downtime = `
apiVersion: datadoghq.com/v1alpha1
kind: DatadogGenericResource
metadata: { name: nightly, namespace: shop }
spec: { type: downtime, jsonSpec: '{"data": {"type": "downtime", "attributes": {"scope": "env:a"}}}' }
`;

const uid = '0a1b2c3d-11';
const diff = (input: string) =>
  runCommand(['monitor', 'diff', '-f', '-', '--cluster-uid', uid, '--url', datadog().url], input);

const post = async (path: string, resource: string, change: object = {}): Promise<void> => {
  const { output } = await runCommand(['monitor', 'render', '-f', '-', '--cluster-uid', uid], resource);
  const body: object = { ...JSON.parse(output), ...change };
  const headers = { 'content-type': 'application/json', 'dd-api-key': 'api', 'dd-application-key': 'app' };
  const { status } = await fetch(`${datadog().url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  expect(status).toBe(200);
};

test.each([
  ['an SLO', slo, '/api/v1/slo', { name: 'old' }, '~ name: "old" -> "Orders"'],
  ['a dashboard', dashboard, '/api/v1/dashboard', { title: 'old' }, '~ title: "old" -> "Orders"'],
])('%s is found by its owner tag, and compared', async (_, resource, path, change, line) => {
  expect((await diff(resource)).output).toContain('(nothing in Datadog belongs to it)');
  await post(path, resource, change);
  expect(await diff(resource)).toMatchObject({ exitCode: 1, output: expect.stringContaining(line) });
});

test.each([
  ['an SLO', slo, '/api/v1/slo'],
  ['a dashboard', dashboard, '/api/v1/dashboard'],
])('%s that is as it should be needs nothing', async (_, resource, path) => {
  await post(path, resource);
  expect(await diff(resource)).toMatchObject({ exitCode: 0, output: expect.stringContaining('1 as they should be') });
});

test('what does not tell its owner is told apart', async () => {
  expect((await diff(downtime)).output).toContain('objects of this type do not tell their owner');
});

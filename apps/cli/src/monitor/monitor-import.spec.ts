import { expect, test } from 'vitest';
import { runCommand } from '../testing/run-command.js';
import { useDatadog } from '../testing/use-datadog.js';

const datadog = useDatadog();

const run = (...args: string[]) => runCommand(['monitor', ...args, '--url', datadog().url]);

const body = {
  name: '[shop] Queue is long',
  message: 'look',
  type: 'query alert',
  query: 'avg(last_5m):avg:shop.queue{*} > 5',
  tags: ['team:shop'],
  options: { thresholds: { critical: 5 } },
};

test('a monitor becomes a resource that is ready to take it over', async () => {
  const { id } = datadog().monitors.create(body);
  const { exitCode, output, errors } = await run('import', String(id), '--namespace', 'shop');
  expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: '1 monitor imported\n' });
  expect(output).toBe(`apiVersion: datadoghq.com/v1alpha1
kind: DatadogMonitor
metadata:
  name: shop-queue-is-long
  namespace: shop
  annotations:
    monitor.datadoghq.com/adopt-id: "${id}"
spec:
  name: "[shop] Queue is long"
  message: look
  query: avg(last_5m):avg:shop.queue{*} > 5
  type: query alert
  tags:
    - team:shop
  options:
    thresholds:
      critical: "5"
`);
});

test('what is imported can be applied, and only the tags of the operator change', async () => {
  for (let index = 0; index < 120; index += 1) {
    datadog().monitors.create({ ...body, message: `look ${index}`, options: { ...body.options, new_host_delay: 600 } });
  }
  datadog().monitors.create({ ...body, tags: ['team:other'] });
  const imported = await run('import', '--tag', 'team:shop');
  expect(imported.exitCode).toBe(0);
  expect(imported.output).toContain('name: shop-queue-is-long-120\n');
  expect(imported.errors).toContain('is JSON, since there are no fields for options.new_host_delay\n');
  expect(imported.errors).toContain('120 monitors imported');
  const checked = await runCommand(['monitor', 'check', '-f', '-'], imported.output);
  expect(checked).toMatchObject({ exitCode: 0, output: '120 resources: 0 errors, 0 warnings\n' });
  const [first = ''] = imported.output.split('---\n');
  const plan = await runCommand(['monitor', 'diff', '-f', '-', '--json', '--url', datadog().url], first);
  expect(JSON.parse(plan.output)).toMatchObject([{ action: 'adopt', differences: [{ path: 'tags' }] }]);
});

test('a composite names what is imported beside it', async () => {
  const { id } = datadog().monitors.create(body);
  const composite = datadog().monitors.add({
    name: 'Both',
    message: 'look',
    type: 'composite',
    query: `${id} && !99`,
    options: {},
  });
  const { output } = await run('import', String(composite.id), String(id));
  expect(output).toContain('query: shop-queue-is-long && !99\n');
});

test('what cannot be taken over, or is not there, is told, and the rest is written', async () => {
  const mine = datadog().monitors.create(body);
  const owned = datadog().monitors.create({ ...body, tags: ['kube_owner:0a1b2c3d/shop/queue'] });
  const test = datadog().monitors.add({ ...body, type: 'synthetics alert' });
  const { exitCode, output, errors } = await run('import', String(mine.id), String(owned.id), String(test.id), '7');
  expect(exitCode).toBe(1);
  expect(output.match(/kind: DatadogMonitor/g)).toHaveLength(1);
  expect(errors).toContain(`monitor ${owned.id} is left out: it belongs to a resource already`);
  expect(errors).toContain(`monitor ${test.id} is left out: it belongs to a synthetic test`);
  expect(errors).toContain('monitor 7 is not in Datadog');
  expect(await run('import', '--tag', 'kube_owner:0a1b2c3d/shop/queue')).toMatchObject({ exitCode: 0, output: '' });
});

test('a limit of calls is waited for', async () => {
  const { id } = datadog().monitors.create(body);
  datadog().fail({ mode: 'rateLimited', resetSeconds: 1, times: 1 });
  expect(await run('import', String(id))).toMatchObject({ exitCode: 0 });
});

test('neither ids nor tags, or no ids, is wrong usage', async () => {
  expect(await run('import')).toMatchObject({ exitCode: 2, errors: expect.stringContaining('--tag') });
  expect(await run('import', 'queue')).toMatchObject({ exitCode: 2, errors: expect.stringContaining('no id') });
});

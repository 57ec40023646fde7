import { expect, it } from 'vitest';
import { runCommand } from '../testing/run-command.js';

const render = (input: string, ...args: string[]) => runCommand(['monitor', 'render', '-f', '-', ...args], input);

const monitor = `
apiVersion: datadoghq.com/v1alpha1
kind: DatadogMonitor
metadata:
  name: queue
  annotations: { monitor.datadoghq.com/adopt-id: '12' }
spec:
  name: Queue
  message: look
  type: query alert
  query: avg(last_5m):avg:shop.queue{*} > 5
  options: { thresholds: { critical: '5' } }
`;
const composite = `
apiVersion: datadoghq.com/v1alpha1
kind: DatadogMonitor
metadata: { name: both }
spec: { name: Both, message: look, type: composite, query: queue && 7 }
`;

it('shows the body that is sent, with the mark of the owner when the cluster is named', async () => {
  const { exitCode, output } = await render(monitor);
  expect(exitCode).toBe(0);
  const body = {
    name: 'Queue',
    message: 'look',
    query: 'avg(last_5m):avg:shop.queue{*} > 5',
    type: 'query alert',
    options: { thresholds: { critical: 5 } },
    tags: ['generated:kubernetes'],
  };
  expect(JSON.parse(output)).toEqual(body);
  const marked = await render(monitor, '--cluster-uid', '0a1b2c3d-1111', '--namespace', 'shop');
  expect(JSON.parse(marked.output)).toEqual({
    ...body,
    tags: ['generated:kubernetes', 'kube_owner:0a1b2c3d/shop/queue'],
  });
});

it('puts ids into a composite, as far as the files tell them', async () => {
  const { exitCode, output } = await render(`${monitor}---${composite}`);
  expect(exitCode).toBe(0);
  expect(output).toContain('"query": "12 && 7"');
  expect(await render(composite)).toMatchObject({
    exitCode: 1,
    output: '',
    errors: expect.stringContaining(
      'DatadogMonitor default/both: spec.query: there is no DatadogMonitor default/queue',
    ),
  });
});

it('takes no file that the API server would not take', async () => {
  expect(await render(monitor.replace("'5'", '5'))).toMatchObject({
    exitCode: 2,
    errors: expect.stringContaining('stdin:12: spec.options.thresholds.critical is 5'),
  });
  expect(await render('kind: Service')).toMatchObject({ exitCode: 2 });
});

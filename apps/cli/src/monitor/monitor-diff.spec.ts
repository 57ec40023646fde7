import { describe, expect, test, vi } from 'vitest';
import { runCommand } from '../testing/run-command.js';
import { useDatadog } from '../testing/use-datadog.js';

const datadog = useDatadog();

const diff = (input: string, ...args: string[]) =>
  runCommand(['monitor', 'diff', '-f', '-', '--namespace', 'shop', '--url', datadog().url, ...args], input);

const body = {
  name: 'Queue',
  message: 'look',
  type: 'query alert',
  query: 'avg(last_5m):avg:shop.queue{*} > 5',
  options: { thresholds: { critical: 5 } },
};
const ownTags = ['generated:kubernetes', 'kube_owner:0a1b2c3d/shop/queue'];

const monitor = (more = '') => `
apiVersion: datadoghq.com/v1alpha1
kind: DatadogMonitor
metadata: { name: queue, annotations: { x: y${more} } }
spec:
  name: Queue
  message: look
  type: query alert
  query: avg(last_5m):avg:shop.queue{*} > 5
  options: { thresholds: { critical: '5' } }
`;
const adopting = (id: number) => monitor(`, monitor.datadoghq.com/adopt-id: '${id}'`);

describe('a monitor', () => {
  test('that is not there is to be created, with all that is sent', async () => {
    const { exitCode, output } = await diff(monitor(), '--cluster-uid', '0a1b2c3d-11');
    expect(exitCode).toBe(1);
    expect(output).toBe(`DatadogMonitor shop/queue: create monitor (nothing in Datadog belongs to it)
  + name: "Queue"
  + message: "look"
  + query: "avg(last_5m):avg:shop.queue{*} > 5"
  + type: "query alert"
  + options: {"thresholds":{"critical":5}}
  + tags: ["generated:kubernetes","kube_owner:0a1b2c3d/shop/queue"]
Plan: 1 to create, 0 to adopt, 0 to update, 0 as they should be, 0 refused
`);
    expect(datadog().monitors.list()).toEqual([]);
  });

  test('with the title of another one would stand beside it', async () => {
    const { id } = datadog().monitors.create(body);
    const { output } = await diff(monitor());
    expect(output).toContain(': create monitor');
    expect(output).toContain(`! monitor ${id} has the same title; to take it over, add the annotation`);
  });

  test('that carries the tag of its owner is compared with it, whatever the cluster', async () => {
    const { id } = datadog().monitors.create({ ...body, tags: ownTags });
    expect(await diff(monitor())).toEqual({
      exitCode: 0,
      output: `DatadogMonitor shop/queue: monitor ${id} is as it should be (found by its owner tag)\nPlan: 0 to create, 0 to adopt, 0 to update, 1 as they should be, 0 refused\n`,
      errors: '',
    });
    datadog().monitors.edit(id, {
      message: 'edited',
      tags: [...ownTags, 'team:a'],
      options: { thresholds: { critical: 5, warning: 3 }, timeout_h: 2 },
    });
    const { exitCode, output } = await diff(monitor());
    expect(exitCode).toBe(1);
    expect(output).toContain(`shop/queue: update monitor ${id} (found by its owner tag)
  ~ message: "edited" -> "look"
  - tags: "team:a"
  - options.thresholds.warning: 3
  - options.timeout_h: 2
`);
    expect((await diff(monitor(), '--cluster-uid', 'ffffffff')).output).toContain(': create monitor');
  });

  test('that several clusters own is asked about', async () => {
    datadog().monitors.create({ ...body, tags: ownTags });
    datadog().monitors.create({ ...body, tags: ['generated:kubernetes', 'kube_owner:ffffffff/shop/queue'] });
    expect(await diff(monitor())).toMatchObject({ exitCode: 2, errors: expect.stringContaining('--cluster-uid') });
  });

  test('that the annotation names is adopted, with what changes', async () => {
    const { id } = datadog().monitors.create({ ...body, message: 'old', tags: ['team:a'] });
    const { exitCode, output } = await diff(adopting(id), '--cluster-uid', '0a1b2c3d-11');
    expect(exitCode).toBe(1);
    expect(output).toContain(`shop/queue: adopt monitor ${id} (found by its adopt annotation)
  ~ message: "old" -> "look"
  - tags: "team:a"
  + tags: "generated:kubernetes"
  + tags: "kube_owner:0a1b2c3d/shop/queue"
`);
    datadog().monitors.edit(id, { message: 'look', tags: ownTags });
    expect(await diff(adopting(id))).toMatchObject({
      exitCode: 0,
      output: expect.stringContaining('is as it should be'),
    });
  });

  test('that cannot be adopted, or changed in place, is refused with the reason', async () => {
    const foreign = datadog().monitors.create({ ...body, tags: ['kube_owner:0a1b2c3d/team-b/queue'] });
    expect((await diff(adopting(foreign.id))).output).toContain('refused: AdoptedElsewhere: ');
    const other = datadog().monitors.create({
      ...body,
      type: 'service check',
      query: '"a".over("*").last(2).count_by_status()',
    });
    expect((await diff(adopting(other.id))).output).toContain('refused: TypeChanged: ');
    expect(await diff(adopting(7))).toMatchObject({
      exitCode: 1,
      output: expect.stringContaining('refused: NotFound: '),
    });
    const broken = monitor().replace('{*} > 5', '{* > 5');
    expect(await diff(broken)).toMatchObject({ exitCode: 1, output: expect.stringContaining('refused: BadQuery: ') });
  });

  test('whose id of the status is gone is to be created again', async () => {
    const { output } = await diff(`${monitor()}status: { id: 12, primary: true }\n`);
    expect(output).toContain('create monitor (12 is not in Datadog any more)');
  });

  test('that is a composite names the ids that Datadog tells', async () => {
    const { id } = datadog().monitors.create({ ...body, tags: ownTags });
    const composite = `
apiVersion: datadoghq.com/v1alpha1
kind: DatadogMonitor
metadata: { name: both }
spec: { name: Both, message: look, type: composite, query: queue && 7 }
`;
    expect((await diff(composite)).output).toContain(`+ query: "${id} && 7"`);
    expect((await diff(composite.replace('queue', 'nope'))).output).toContain('refused: BadReference: ');
  });
});

test('as JSON: the plans', async () => {
  const { id } = datadog().monitors.create({ ...body, message: 'old', tags: ownTags });
  expect(JSON.parse((await diff(monitor(), '--json')).output)).toEqual([
    {
      title: 'DatadogMonitor shop/queue',
      noun: 'monitor',
      action: 'update',
      id: String(id),
      why: 'found by its owner tag',
      differences: [{ path: 'message', desired: 'look', observed: 'old' }],
    },
  ]);
});

test('without keys, with wrong ones, or without an answer there is no plan', async () => {
  vi.stubEnv('DD_APP_KEY', 'wrong');
  const refused = await diff(monitor());
  expect(refused).toMatchObject({ exitCode: 2, errors: expect.stringContaining('check DD_API_KEY, DD_APP_KEY') });
  vi.stubEnv('DD_APP_KEY', '');
  expect(await diff(monitor())).toMatchObject({ exitCode: 2, errors: expect.stringContaining('set DD_API_KEY') });
  vi.stubEnv('DD_APP_KEY', 'app');
  expect(await diff(monitor(), '--url', 'nowhere')).toMatchObject({ exitCode: 2 });
  await datadog().stop();
  expect(await diff(monitor())).toMatchObject({ exitCode: 2, errors: expect.stringContaining('did not answer') });
});

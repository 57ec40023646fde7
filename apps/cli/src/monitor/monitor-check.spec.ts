import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../testing/run-command.js';

const check = (input: string, ...args: string[]) => runCommand(['monitor', 'check', '-f', '-', ...args], input);

const monitor = (name: string, spec: string) => `
apiVersion: datadoghq.com/v1alpha1
kind: DatadogMonitor
metadata: { name: ${name}, namespace: shop }
spec:
  name: ${name}
  message: look
${spec.replaceAll(/^/gm, '  ')}
---`;
const good = 'type: query alert\nquery: avg(last_5m):avg:shop.queue{*} > 5';

describe('a file', () => {
  it('whose resources can be applied is fine; other kinds are left out', async () => {
    const text = `${monitor('queue', good)}\napiVersion: v1\nkind: Service\n---\nkind: DatadogMetric\napiVersion: datadoghq.com/v1alpha1`;
    expect(await check(text)).toEqual({
      exitCode: 0,
      output: '1 resource: 0 errors, 0 warnings, 2 objects of other kinds left out\n',
      errors: '',
    });
  });

  it('shows where a query is wrong, at the line of the document', async () => {
    const wrong = 'type: query alert\nquery: avg(last_5m):avg:shop.queue{*} by {queue > 5';
    const { exitCode, output } = await check(monitor('queue', good) + monitor('late', wrong));
    expect(exitCode).toBe(1);
    expect(output.split('\n').slice(0, 3)).toEqual([
      expect.stringMatching(/^stdin:18: error BadQuery: spec\.query: found "> 5", expected/),
      '  avg(last_5m):avg:shop.queue{*} by {queue > 5',
      `${' '.repeat(43)}^`,
    ]);
  });

  it('that is broken in one document tells what is wrong in the others too', async () => {
    const { exitCode, output } = await check(`${monitor('a', good)}\na: [\n---${monitor('B', good)}`);
    expect(exitCode).toBe(1);
    expect(output).toMatch(/stdin:1\d: error InvalidFile: no YAML: /);
    expect(output).toContain('error BadValue: metadata.name is "B"');
  });

  it('may be JSON, and hold a list', async () => {
    const item = { apiVersion: 'datadoghq.com/v1alpha1', kind: 'DatadogSLO', metadata: { name: 'a' }, spec: {} };
    const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [item] }, undefined, 1);
    const { output } = await check(text);
    expect(output).toContain('stdin:11: error Missing: spec.name is required');
  });
});

describe('a field', () => {
  it.each([
    ['restrictedRole: [a]', 'UnknownField: spec.restrictedRole is not known; did you mean restrictedRoles?'],
    ['options: { notify_no_data: true }', 'spec.options.notify_no_data is not known; did you mean notifyNoData?'],
    ['options: { thresholds: { critical: 5 } }', 'it must be a text: write "5", in quotation marks'],
    ['options: { evaluationDelay: 1.5 }', 'spec.options.evaluationDelay is 1.5; it must be a whole number'],
    ['options: { renotifyStatuses: [alert, warm] }', 'spec.options.renotifyStatuses[1] is "warm"'],
    ['tags: [a, a]', 'spec.tags[1] is "a", which is in the list already'],
    ['priority: null', 'spec.priority is null'],
  ])('that is wrong is named: %s', async (field, message) => {
    const { exitCode, output } = await check(monitor('queue', `${good}\n${field}`));
    expect(exitCode).toBe(1);
    expect(output).toMatch(/^stdin:\d+: error /);
    expect(output).toContain(message);
  });

  it('that is a letter is a text, and a word for a boolean is none', async () => {
    expect(await check(monitor('queue', `${good}\ntags: [y, n]`))).toMatchObject({ exitCode: 0 });
    expect((await check(monitor('queue', `${good}\ntags: [yes, no]`))).output).toContain('spec.tags[1] is false');
  });

  it('that holds one of several words tells the nearest', async () => {
    const { output } = await check(monitor('queue', good.replace('query alert', 'querry alert')));
    expect(output).toContain('did you mean "query alert"?');
  });

  it('of another kind of resource is checked as well', async () => {
    const { output } = await check(`
apiVersion: datadoghq.com/v1alpha1
kind: DatadogSLO
metadata: { name: orders }
spec:
  name: orders
  type: metric
  timeframe: 30d
  targetThreshold: '99.9'
  query: { numerator: 'sum:a{*', denominator: 'sum:a{*}' }
---
apiVersion: datadoghq.com/v1alpha1
kind: DatadogDashboard
metadata: { name: orders }
spec: { title: Orders, layoutType: ordered, widgets: '[' }
---
apiVersion: datadoghq.com/v1alpha1
kind: DatadogGenericResource
metadata: { name: orders }
spec: { type: monitor, jsonSpec: '{"type": "query alert", "query": "avg(last_5m):avg:a{*}"}' }`);
    expect(output).toContain('stdin:10: error BadQuery: spec.query.numerator: found the end of the query');
    expect(output).toContain('stdin:15: error BadJson: spec.widgets is no JSON');
    expect(output).toContain('stdin:20: error BadQuery: spec.jsonSpec: ');
  });
});

describe('an object', () => {
  it('whose kind or version is not quite right is told so', async () => {
    const { output } = await check(
      'apiVersion: datadoghq.com/v1alpha1\nkind: DatadogMonitr\n---\napiVersion: datadoghq.com/v1\nkind: DatadogSLO\nmetadata: { name: a }\nspec: {}',
    );
    expect(output).toContain('did you mean DatadogMonitor?');
    expect(output).toContain('apiVersion is "datadoghq.com/v1"; it must be datadoghq.com/v1alpha1');
  });

  it('with annotations that would be passed over is refused', async () => {
    const text = monitor('queue', good).replace(
      'namespace: shop }',
      'namespace: shop, annotations: { monitor.datadoghq.com/adopt-id: 12, monitor.datadoghq.com/deletion-polcy: Orphan } }',
    );
    const { output } = await check(text);
    expect(output).toContain('write "12", in quotation marks');
    expect(output).toContain('did you mean monitor.datadoghq.com/deletion-policy?');
  });
});

const composite = (query: string) => monitor('both', `type: composite\nquery: ${query}`);

describe('a composite', () => {
  it('may name monitors of the files; others may be in the cluster, which is a warning', async () => {
    const text = monitor('queue', good) + composite('queue && !team-b/depth');
    const { exitCode, output } = await check(text);
    expect(exitCode).toBe(0);
    expect(output).toContain(
      'warning BadReference: spec.query: there is no DatadogMonitor team-b/depth in the files given',
    );
    expect(output).toContain(`  queue && !team-b/depth\n${' '.repeat(12)}^\n2 resources: 0 errors, 1 warning\n`);
    expect((await check(text, '--strict')).exitCode).toBe(1);
  });

  it('cannot name itself', async () => {
    expect(await check(composite('both || 12'))).toMatchObject({
      exitCode: 1,
      output: expect.stringContaining('spec.query names the composite itself'),
    });
  });
});

describe('files', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'monitors-'));
    mkdirSync(join(folder, 'below'));
    writeFileSync(join(folder, 'a.yaml'), monitor('queue', good));
    writeFileSync(join(folder, 'below', 'b.yml'), monitor('queue', good));
    writeFileSync(join(folder, 'notes.txt'), 'x');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('are found in folders; a resource that is there twice is told', async () => {
    const { exitCode, output } = await runCommand(['monitor', 'check', '-f', folder, '--json']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(output)).toEqual({
      severity: 'warning',
      reason: 'Twice',
      path: 'metadata.name',
      message: `metadata.name: DatadogMonitor shop/queue is there twice, first at ${join(folder, 'a.yaml')}:4; the later one wins`,
      file: join(folder, 'below', 'b.yml'),
      line: 4,
    });
  });

  it('that cannot be read are wrong usage', async () => {
    expect(await runCommand(['monitor', 'check', '-f', join(folder, 'nope.yaml')])).toMatchObject({ exitCode: 2 });
    expect(await runCommand(['monitor', 'check'])).toMatchObject({ exitCode: 2 });
  });
});

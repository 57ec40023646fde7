import { type ExplainAnswer, explainRequest, explainSubject } from '@dogwatch/messages';
import { connectNats, type EmbeddedBroker, type NatsLink, startEmbeddedBroker } from '@dogwatch/nats';
import { silentLogger } from '@dogwatch/telemetry';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCli } from './run-cli.js';
import type { Terminal } from './terminal.js';

let broker: EmbeddedBroker;
const links: NatsLink[] = [];

beforeEach(async () => {
  broker = await startEmbeddedBroker();
});

afterEach(async () => {
  await Promise.all(links.splice(0).map((link) => link.stop()));
  await broker.stop();
});

/** An app that gives these answers, by the object asked for. */
async function startResponder(app: string, answers: Readonly<Record<string, Partial<ExplainAnswer>>>): Promise<void> {
  const link = connectNats({ servers: broker.url, name: app, log: silentLogger });
  links.push(link);
  const responder = link.respondJson(
    explainSubject,
    explainRequest,
    ({ kind, namespace, name }) => ({
      ok: true,
      value: { app, instance: `${app}-0`, known: false, steps: [], ...answers[`${kind} ${namespace}/${name}`] },
    }),
    { keys: { app } },
  );
  await responder.ready();
}

async function run(...args: string[]) {
  let output = '';
  const told: string[] = [];
  const terminal: Terminal = {
    input: (async function* () {})(),
    write: (text) => {
      output += text;
      return Promise.resolve();
    },
    tell: (line) => told.push(line),
    style: (_, text) => text,
  };
  const code = await runCli([...args, '--nats', broker.url, '--wait', '1'], terminal);
  return { code, output, told: told.join('\n') };
}

test('a metric that works: what every replica knows of it, exit code 0', async () => {
  await startResponder('metrics-poller', {
    'metric shop/orders': { known: true, steps: [{ subject: 'query', state: 'ok', text: 'The query is avg:a{*}.' }] },
  });
  await startResponder('external-metrics-api', {
    'metric shop/orders': { known: true, steps: [{ subject: 'value', state: 'ok', text: 'The value is 3.' }] },
  });
  const { code, output } = await run('explain', 'metric', 'shop/orders');
  expect(code).toBe(0);
  expect(output).toBe(`DatadogMetric shop/orders

metrics-poller metrics-poller-0
  ✓ query       The query is avg:a{*}.

external-metrics-api external-metrics-api-0
  ✓ value       The value is 3.
`);
});

test('a metric that does not: the reason and the advice, exit code 1', async () => {
  const step = {
    subject: 'answer',
    state: 'failed',
    text: 'No series.',
    reason: 'NoSeries',
    advice: 'Check.',
  } as const;
  await startResponder('metrics-poller', { 'metric shop/orders': { known: true, steps: [step] } });
  const { code, output } = await run('explain', 'metric', 'shop/orders');
  expect(code).toBe(1);
  expect(output).toContain('  ✗ answer      NoSeries: No series.\n                → Check.\n');
});

test('an HPA: its metrics, and what the API serves for each', async () => {
  await startResponder('metrics-poller', {
    'hpa shop/web': {
      known: true,
      steps: [{ subject: 'metric', state: 'ok', text: 'It is shop/orders.', metric: 'shop/orders' }],
    },
  });
  await startResponder('external-metrics-api', {
    'metric shop/orders': { known: true, steps: [{ subject: 'value', state: 'ok', text: 'The value is 3.' }] },
  });
  const { code, output } = await run('explain', 'hpa', 'shop/web');
  expect(code).toBe(0);
  expect(output).toContain('It is shop/orders.');
  expect(output).toContain('The value is 3.');
});

test('log pipelines: what each replica works with, refused and switched off, exit code 1', async () => {
  const steps = [
    {
      subject: 'set',
      state: 'failed',
      text: 'Pipelines in use: 1; what was read last is refused: Shop (shop.yaml): no.',
      reason: 'PipelinesRefused',
      advice: 'Correct what is named.',
    },
    { subject: 'pipeline', state: 'ok', text: '1. Shop (shop.yaml)' },
  ] as const;
  await startResponder('log-preprocessor', { 'pipelines /': { known: true, steps: [...steps] } });
  const { code, output } = await run('explain', 'pipelines');
  expect(code).toBe(1);
  expect(output).toContain(
    'log-preprocessor log-preprocessor-0\n  ✗ set         PipelinesRefused: Pipelines in use: 1;',
  );
  expect(output).toContain('  ✓ pipeline    1. Shop (shop.yaml)\n');
});

test('as JSON: the answers as they came', async () => {
  await startResponder('metrics-poller', { 'metric shop/orders': { known: true } });
  const { output } = await run('explain', 'metric', 'shop/orders', '--json');
  expect(JSON.parse(output)).toEqual([{ app: 'metrics-poller', instance: 'metrics-poller-0', known: true, steps: [] }]);
});

test('an object nobody knows, and apps that do not answer, are told apart', async () => {
  expect(await run('explain', 'metric', 'shop/orders')).toMatchObject({
    code: 1,
    told: expect.stringContaining('no app answered'),
  });
  await startResponder('metrics-poller', {});
  expect(await run('explain', 'metric', 'shop/orders')).toMatchObject({
    code: 1,
    output: expect.stringContaining('none of 1 replicas knows it'),
  });
});

test('a name without its namespace is wrong usage', async () => {
  const { code, told } = await run('explain', 'metric', 'orders');
  expect(code).toBe(2);
  expect(told).toContain('NAMESPACE/NAME');
});

test('a trigger: what keda-scaler told KEDA, and what metrics-poller knows of its query and its DatadogMetric', async () => {
  const query = 'sum:requests{*}';
  await startResponder('keda-scaler', {
    'trigger shop/checkout': {
      known: true,
      steps: [
        { subject: 'trigger', state: 'info', text: 'By a query.', wanted: { org: 'eu', query } },
        { subject: 'trigger', state: 'info', text: 'By a metric.', metric: 'shop/orders' },
      ],
    },
  });
  await startResponder('metrics-poller', {
    [`query eu/${query}`]: { known: true, steps: [{ subject: 'want', state: 'ok', text: 'It is wanted.' }] },
    'metric shop/orders': { known: true, steps: [{ subject: 'value', state: 'ok', text: 'The value is 3.' }] },
  });
  const { code, output } = await run('explain', 'trigger', 'shop/checkout');
  expect(code).toBe(0);
  for (const text of ['ScaledObject shop/checkout', 'By a query.', 'By a metric.', 'It is wanted.', 'The value is 3.'])
    expect(output).toContain(text);
});

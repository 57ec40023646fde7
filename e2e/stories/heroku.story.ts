import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { freePort } from '@dogwatch/control-plane';
import { type DatadogSimulator, startDatadogSimulator } from '@dogwatch/datadog-simulator';
import { type OtlpReceiver, startOtlpReceiver } from '@dogwatch/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../lab/lab.ts';

// The guide docs/guides/heroku.md: its config vars, the command of the Procfile, a test's receiver as the collector of the dyno.

const keys = { '<DATADOG_API_KEY>': 'c'.repeat(27) + '0dead', '<A_KEY_FOR_SENDERS>': 'sender-0feed' };
let datadog: DatadogSimulator;
let receiver: OtlpReceiver;
let dyno: ChildProcess;
let url: string;

function readConfigVars(): Record<string, string> {
  const guide = readFileSync('docs/guides/heroku.md', 'utf8');
  const lines = guide.split('\n').filter((line) => line.startsWith('heroku config:set '));
  const pairs = lines.flatMap((line) => line.split(' ').slice(2)).map((pair) => pair.split('='));
  return Object.fromEntries(
    pairs.map(([name, value = '']) => [name, new Map(Object.entries(keys)).get(value) ?? value]),
  );
}

beforeAll(async () => {
  datadog = await startDatadogSimulator({ apiKeys: [keys['<DATADOG_API_KEY>']] });
  receiver = await startOtlpReceiver();
  const port = await freePort();
  const [, command = ''] = /^web: (.*)$/m.exec(readFileSync('Procfile', 'utf8')) ?? [];
  dyno = spawn('sh', ['-c', `exec ${command}`], {
    env: {
      PATH: process.env['PATH'],
      ...readConfigVars(),
      PORT: String(port),
      // what is on this machine alone
      DD_LOGS_CONFIG_LOGS_DD_URL: datadog.url,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_BSP_SCHEDULE_DELAY: '100',
      DD_HEALTH_PORT: '0',
      DD_METRICS_PORT: '0',
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  url = `http://127.0.0.1:${port}/api/v2/logs`;
  // an empty object asks whether the intake is there
  const ask = { method: 'POST', headers: { 'dd-api-key': keys['<A_KEY_FOR_SENDERS>'] }, body: '{}' };
  await eventually(async () => expect((await fetch(url, ask)).status).toBe(202));
});

afterAll(async () => {
  if (dyno.exitCode === null) {
    dyno.kill('SIGTERM');
    await once(dyno, 'exit');
  }
  await receiver.stop();
  await datadog.stop();
});

test('a log of a sender with a key is at Datadog, parsed, when the request is answered', async () => {
  const body = JSON.stringify([{ ddsource: 'shop', message: 'order 4711 paid in 35 ms' }]);
  const headers = { 'content-type': 'application/json', 'dd-api-key': keys['<A_KEY_FOR_SENDERS>'] };
  expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(202);
  expect(JSON.stringify(datadog.logs.list())).toContain('4711');
  expect((await fetch(url, { method: 'POST', body })).status).toBe(401);
});

test('a drain of Heroku is understood', async () => {
  const line = '<40>1 2026-11-24T09:00:00+00:00 host app web.1 - State changed from starting to up\n';
  const address = `${url}?dd-api-key=${keys['<A_KEY_FOR_SENDERS>']}&ddsource=heroku&service=shop`;
  const headers = { 'content-type': 'application/logplex-1', 'logplex-msg-count': '1' };
  const body = `${line.length} ${line}`;
  expect((await fetch(address, { method: 'POST', headers, body })).status).toBe(202);
  await eventually(() => {
    const logs = JSON.stringify(datadog.logs.list()).replaceAll('\\"', '"');
    expect(logs).toContain('"message":"State changed from starting to up"');
    expect(logs).toContain('"appname":"app","procid":"web.1"');
  });
});

test('the collector gets a trace with both requests, and metrics', async () => {
  const sent = await receiver.waitForSpan(({ name, kind }) => name === 'POST /api/v2/logs' && kind === 'CLIENT');
  expect(receiver.trace(sent.traceId).map(({ name, kind }) => `${kind} ${name}`)).toEqual([
    'SERVER POST /api/v2/logs',
    'CLIENT POST /api/v2/logs',
  ]);
  expect(sent.resource).toMatchObject({ 'service.name': 'log-preprocessor', 'deployment.environment.name': 'prod' });
});

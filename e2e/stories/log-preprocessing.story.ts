import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AppProcess } from '../lab/app-process.ts';
import { eventually } from '../lab/lab.ts';
import { type LogLab, logKeys, startLogLab } from '../lab/log-lab.ts';

// Understanding preprocessing: a JSON log is looked at before any pipeline, and its host is settled there for good.

let lab: LogLab;
let replica: AppProcess;

/** Tries to say otherwise about everything that preprocessing has settled. */
const pipeline = {
  name: 'shop',
  is_enabled: true,
  filter: { query: 'service:shop' },
  processors: [
    { type: 'attribute-remapper', is_enabled: true, sources: ['wanted_host'], target: 'host' },
    { type: 'status-remapper', is_enabled: true, sources: ['outcome'] },
    { type: 'service-remapper', is_enabled: true, sources: ['team'] },
  ],
};

const log = {
  server: 'web-7',
  service: 'shop',
  status: 'warning',
  severity: 'error',
  timestamp: '2026-11-24T08:00:00.123Z',
  dd: { trace_id: '1234' },
  message: 'order 17 was paid',
};

beforeAll(async () => {
  lab = await startLogLab('log-preprocessing');
  lab.writePipelines([pipeline]);
  replica = await lab.startReplica('replica-0');
  lab.serve(replica);
  await eventually(async () => expect((await replica.probe('/readyz')).status).toBe(200));
});

afterAll(() => lab.stop());

async function through(...logs: readonly object[]): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const before = lab.datadog.logs.count();
  expect(await lab.send(logs)).toBe(202);
  await eventually(() => expect(lab.datadog.logs.count()).toBe(before + logs.length));
  return lab.datadog.logs.list().slice(before);
}

test('by default a log without host or hostname has none, and the first attribute of each list wins', async () => {
  const [received] = await through({ ...log, service: 'other' });
  expect(received).toMatchObject({
    message: 'order 17 was paid',
    service: 'other',
    status: 'warn',
    timestamp: Date.parse(log.timestamp),
    dd: { trace_id: '1234' },
    server: 'web-7',
  });
  expect(received).not.toHaveProperty('hostname');
});

test('with server in the list of the host, its value is the host', async () => {
  lab.writePipelines({ preprocessing: { host: ['host', 'hostname', 'server'] }, pipelines: [pipeline] });
  await eventually(() =>
    expect(replica.logs.filter(({ message }) => message === 'Pipelines in use now: 1.')).toHaveLength(2),
  );
  expect(await through(log)).toMatchObject([{ hostname: 'web-7', status: 'warn', service: 'shop' }]);
});

test('pipelines remap everything but the host', async () => {
  const [received] = await through({ ...log, wanted_host: 'elsewhere', outcome: 'critical', team: 'payments' });
  expect(received).toMatchObject({ hostname: 'web-7', status: 'critical', service: 'payments' });
});

test('no key is in any log line', () => {
  const text = JSON.stringify(replica.logs);
  for (const key of Object.values(logKeys)) expect(text).not.toContain(key);
});

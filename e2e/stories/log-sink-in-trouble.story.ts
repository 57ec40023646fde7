import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AppProcess } from '../lab/app-process.ts';
import { eventually } from '../lab/lab.ts';
import { type LogLab, startLogLab } from '../lab/log-lab.ts';

// Datadog's intake is slow, full, broken or says no: accepted logs wait in the queue; what it will never take is kept aside.

let lab: LogLab;
let replica: AppProcess;

beforeAll(async () => {
  lab = await startLogLab('log-sink-in-trouble');
  replica = await lab.startReplica('replica-0', { DD_LOG_PREPROCESSOR_QUEUE_MAX_BYTES: String(1024 * 1024) });
  lab.serve(replica);
  await eventually(async () => expect((await replica.probe('/readyz')).status).toBe(200));
});

afterAll(() => lab.stop());

const logsOf = (name: string, count: number, size = 20): object[] =>
  Array.from({ length: count }, (_, index) => ({ id: `${name}-${index}`, message: 'x'.repeat(size) }));

const idsThere = (): ReadonlyMap<string, number> => lab.datadog.logs.countBy((log) => String(log['id']));

async function expectAll(logs: readonly object[]): Promise<void> {
  await eventually(() => {
    const there = idsThere();
    expect(logs.filter((log) => !there.has(String('id' in log && log.id)))).toEqual([]);
  }, 60);
}

test.each([
  ['429 with Retry-After', { mode: 'refuse', status: 429, retryAfterSeconds: 1, times: 3 }],
  ['500', { mode: 'serverError', status: 500, times: 3 }],
  ['a broken connection', { mode: 'reset', times: 3 }],
] as const)('after %s every log arrives once', async (name, failure) => {
  lab.datadog.fail(failure);
  const logs = logsOf(name, 50);
  expect(await lab.send(logs)).toBe(202);
  await expectAll(logs);
  expect([...idsThere().values()].every((count) => count === 1)).toBe(true);
});

test('after a hang every log arrives', async () => {
  lab.datadog.fail({ mode: 'hang', times: 1 });
  const logs = logsOf('hang', 50);
  expect(await lab.send(logs)).toBe(202);
  await expectAll(logs);
});

test('what is too large is sent in smaller requests; one log that is too large alone is kept aside', async () => {
  const id = lab.datadog.fail({ mode: 'refuse', status: 413, overBytes: 3000 });
  const logs = logsOf('413', 50, 100);
  expect(await lab.send([...logs, { id: 'huge', message: 'x'.repeat(10_000) }])).toBe(202);
  await expectAll(logs);
  await eventually(async () =>
    expect(await replica.metricsText()).toMatch(/logs_refused\{reason="SinkRefused",kept="true"\} 1$/m),
  );
  expect(idsThere().has('huge')).toBe(false);
  lab.datadog.recover(id);
});

test('while nothing is taken the queue fills up, then senders are told to wait; nothing that was accepted is lost', async () => {
  const id = lab.datadog.fail({ mode: 'serverError', status: 503 });
  const accepted: object[] = [];
  let status = 202;
  for (let round = 0; round < 200 && status === 202; round += 1) {
    const logs = logsOf(`full-${round}`, 50, 400);
    status = await lab.send(logs);
    if (status === 202) accepted.push(...logs);
  }
  expect(status).toBe(429);
  expect(accepted.length).toBeGreaterThan(0);
  expect((await replica.probe('/readyz')).status).toBe(200);
  lab.datadog.recover(id);
  await expectAll(accepted);
});

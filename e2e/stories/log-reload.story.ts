import { connectNats, type NatsLink } from '@dogwatch/nats';
import { explainAnswer, explainSubject } from '@dogwatch/messages';
import { silentLogger } from '@dogwatch/telemetry';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AppProcess } from '../lab/app-process.ts';
import { eventually } from '../lab/lab.ts';
import { type LogLab, startLogLab } from '../lab/log-lab.ts';

// Pipelines change while logs arrive; a broken change is refused by name, and the last good set goes on.

const name = 'log-reload';
let lab: LogLab;
let replica: AppProcess;
let link: NatsLink;

const marker = (template: string): object => ({
  name: 'marker',
  is_enabled: true,
  filter: { query: '*' },
  processors: [{ type: 'string-builder-processor', is_enabled: true, template, target: 'mark' }],
});

beforeAll(async () => {
  lab = await startLogLab(name);
  lab.writePipelines([marker('one')]);
  replica = await lab.startReplica('replica-0');
  lab.serve(replica);
  link = connectNats({ servers: lab.nats.url, root: name, name: 'story', log: silentLogger });
  await eventually(async () => expect((await replica.probe('/readyz')).status).toBe(200));
});

afterAll(async () => {
  await link.stop();
  await lab.stop();
});

async function explain(): Promise<
  readonly { readonly subject: string; readonly state: string; readonly text: string }[]
> {
  const request = { kind: 'pipelines', namespace: '', name: '' };
  const answer = await link.requestJson(explainSubject, { app: 'log-preprocessor' }, request, {
    schema: explainAnswer,
    timeoutMillis: 5000,
  });
  return answer.ok ? answer.value.steps : [];
}

let sent = 0;
async function markOfNext(): Promise<unknown> {
  const id = String(sent++);
  expect(await lab.send([{ id, message: 'm' }])).toBe(202);
  await eventually(() => expect(lab.datadog.logs.list().some((log) => log['id'] === id)).toBe(true));
  return lab.datadog.logs.list().find((log) => log['id'] === id)?.['mark'];
}

test('a new set takes over', async () => {
  expect(await markOfNext()).toBe('one');
  lab.writePipelines([marker('two')]);
  await eventually(async () => expect(await markOfNext()).toBe('two'));
});

test('a broken one is refused by name, and the last good one stays', async () => {
  lab.writePipelines([
    marker('three'),
    { name: 'broken one', is_enabled: true, filter: { query: '(' }, processors: [] },
  ]);
  await eventually(async () => expect((await explain())[0]).toMatchObject({ subject: 'set', state: 'failed' }));
  expect((await explain())[0]?.text).toContain('broken one');
  expect(await markOfNext()).toBe('two');
  expect((await replica.probe('/readyz')).status).toBe(200);
  expect(JSON.stringify((await replica.probe('/readyz')).body)).toContain('broken one');
});

test('a replica that starts with a broken set is not ready, and takes up its work when it is mended', async () => {
  const other = await lab.startReplica('replica-1');
  const { status, body } = await other.probe('/readyz');
  expect(status).toBe(503);
  expect(body).toMatchObject({ reason: 'NoPipelines' });
  lab.writePipelines([marker('four')]);
  await eventually(async () => expect((await other.probe('/readyz')).status).toBe(200));
  await eventually(async () => expect(await markOfNext()).toBe('four'));
});

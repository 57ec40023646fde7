import { explainRequest, explainSubject } from '@dogwatch/messages';
import { connectNats, startEmbeddedBroker } from '@dogwatch/nats';
import { silentLogger } from '@dogwatch/telemetry';
import { expect, test } from 'vitest';
import { runCommand } from '../testing/run-command.js';

test('a monitor: what the leader of monitor-sync knows of it', async () => {
  const broker = await startEmbeddedBroker();
  const link = connectNats({ servers: broker.url, name: 'sync', log: silentLogger });
  const app = 'monitor-sync';
  const steps = [{ subject: 'object', state: 'ok', text: 'It is monitor 7.' }] as const;
  await link
    .respondJson(
      explainSubject,
      explainRequest,
      ({ kind, name }) => ({
        ok: true,
        value: { app, instance: 'a', known: `${kind} ${name}` === 'monitor queue', steps: [...steps] },
      }),
      { keys: { app } },
    )
    .ready();
  const ask = (name: string) => runCommand(['explain', 'monitor', name, '--nats', broker.url, '--wait', '1']);
  expect(await ask('shop/queue')).toEqual({
    exitCode: 0,
    output: 'DatadogMonitor shop/queue\n\nmonitor-sync a\n  ✓ object      It is monitor 7.\n',
    errors: '',
  });
  expect(await ask('shop/other')).toMatchObject({ exitCode: 1, output: expect.stringContaining('none of 1 replicas') });
  expect(await ask('queue')).toMatchObject({ exitCode: 2 });
  await link.stop();
  await broker.stop();
});

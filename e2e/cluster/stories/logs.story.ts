import { expect, test } from 'vitest';
import { eventually } from '../../lab/lab.ts';
import { send } from '../../lab/apply.ts';
import { client, namespace } from '../cluster.ts';
import { listLogs } from '../workbench.ts';

const service = `/api/v1/namespaces/${namespace}/services/http:dogwatch-log-preprocessor:http/proxy`;

test('a log posted to the Service reaches Datadog, with what a pipeline made of it', async () => {
  await send(client, 'POST', `${service}/api/v2/logs`, {
    body: [{ message: 'order 17 of 40 EUR', service: 'shop', ddsource: 'web', hostname: 'till-1' }],
    headers: { 'content-type': 'application/json' },
  });
  await eventually(async () => {
    const log = (await listLogs()).find(({ message }) => message === 'order 17 of 40 EUR');
    expect(log).toMatchObject({ service: 'shop', ddsource: 'web', hostname: 'till-1', order: { id: 17, amount: 40 } });
  });
});

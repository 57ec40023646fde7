import type { DatadogMetric } from '@dogwatch/crds';
import { afterEach, expect, it } from 'vitest';
import { coreResources } from './core-resources.js';
import { createKubeClient } from './create-kube-client.js';
import { fixedConnection } from './kube-connection.js';
import type { WireServer } from './testing/wire-server.js';
import { sendJson, sendStatus, startWireServer } from './testing/wire-server.js';
import { updateStatus } from './update-status.js';

const target = { resource: coreResources.datadogMetrics, key: { namespace: 'n', name: 'a' } };
let server: WireServer | undefined;

afterEach(async () => server?.stop());

/** A server whose object others change as often as told. */
async function run(conflicts: number, compute: (metric: DatadogMetric) => DatadogMetric | undefined) {
  let version = 1;
  let left = conflicts;
  server = await startWireServer(({ method, body }, response) => {
    if (method === 'GET')
      return sendJson(response, 200, { metadata: { ...target.key, resourceVersion: String(version) } });
    left -= 1;
    if (left < 0) return sendJson(response, 200, JSON.parse(body));
    version += 1;
    return sendStatus(response, 409, 'Conflict');
  });
  const client = createKubeClient(fixedConnection({ server: server.url }));
  const result = await updateStatus(client, target, compute);
  await client.close();
  return result;
}

const setValue = (metric: DatadogMetric): DatadogMetric => ({ ...metric, status: { currentValue: '1' } });

it('computes again from what others wrote', async () => {
  const result = await run(2, setValue);
  expect(result).toMatchObject({
    ok: true,
    value: { metadata: { resourceVersion: '3' }, status: { currentValue: '1' } },
  });
});

it('gives up after five conflicts', async () => {
  expect(await run(100, setValue)).toMatchObject({ ok: false, reason: 'Conflict' });
  expect(server?.requests.filter(({ method }) => method === 'PUT')).toHaveLength(5);
});

it('writes nothing if nothing is to be written', async () => {
  expect(await run(0, () => undefined)).toMatchObject({ ok: true });
  expect(server?.requests.map(({ method }) => method)).toEqual(['GET']);
});

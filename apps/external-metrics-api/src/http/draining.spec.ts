import { expect, test, vi } from 'vitest';
import { startTestApi } from '../testing/start-api.js';

vi.setConfig({ testTimeout: 20_000 });

test('reads on connections that are open are answered while the service stops, and end them', async () => {
  const api = await startTestApi({ DD_SHUTDOWN_DELAY: '1s' });
  await vi.waitFor(async () => expect(await api.readyz()).toMatchObject({ status: 'ok' }), { timeout: 10_000 });
  const read = () => Promise.all(Array.from({ length: 8 }, () => api.send('/readyz')));
  await read();
  const stopped = api.service.stop();
  for (const answer of await read()) expect(answer).toMatchObject({ code: 200, headers: { connection: 'close' } });
  expect(await stopped).toBe(true);
  await api.stop();
});

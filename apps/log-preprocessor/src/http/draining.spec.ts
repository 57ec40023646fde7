import { expect, test, vi } from 'vitest';
import { startTestPreprocessor } from '../testing/start-preprocessor.js';

vi.setConfig({ testTimeout: 20_000 });

test('logs on connections that are open are taken while the service stops, which ends them', async () => {
  const { post, datadog, service, stop } = await startTestPreprocessor({ DD_SHUTDOWN_DELAY: '1s' });
  const send = () => Promise.all(Array.from({ length: 8 }, () => post('/api/v2/logs', '[{"message":"order 17"}]')));
  await send();
  const stopped = service.stop();
  for (const { status, headers } of await send()) expect([status, headers.get('connection')]).toEqual([202, 'close']);
  expect(await stopped).toBe(true);
  expect(datadog.logs.count()).toBe(16);
  await stop();
});

import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestScaler, type TestScaler } from './testing/start-scaler.js';

let scaler: TestScaler;

beforeAll(async () => {
  scaler = await startTestScaler({ DD_KEDA_SCALER_MAX_QUERIES: '1' });
});

afterAll(async () => scaler.stop());

const trigger = (query: string) => ({ query, targetValue: '7' });
const tooMany = { code: 8, details: expect.stringContaining('(TooManyQueries)') };

test('queries beyond the limit are refused, streams too, and those that are known go on', async () => {
  await expect(scaler.keda.getMetrics(trigger('sum:first{*}'))).resolves.toMatchObject({ ok: true });
  await expect(scaler.keda.getMetrics(trigger('sum:second{*}'))).resolves.toMatchObject(tooMany);
  const stream = scaler.keda.stream('StreamIsActive', trigger('sum:second{*}')).resume();
  await expect(once(stream, 'end')).rejects.toMatchObject(tooMany);
  await expect(scaler.keda.getMetrics(trigger('sum:first{*}'))).resolves.toMatchObject({ ok: true });
});

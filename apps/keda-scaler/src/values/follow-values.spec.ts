import { connectNats } from '@dogwatch/nats';
import { silentLogger } from '@dogwatch/telemetry';
import { expect, test } from 'vitest';
import { followValues } from './follow-values.js';

test('values that do not come are waited for once, and nobody waits again', async () => {
  const link = connectNats({ servers: 'nats://127.0.0.1:1', name: 'scaler', log: silentLogger });
  const values = followValues({ link, refreshSeconds: 30, nowMillis: () => Date.now(), log: silentLogger });
  await values.whenLoaded(20);
  await values.whenLoaded(3_600_000);
  expect(values.state().synced).toBe(false);
  await values.stop();
  await link.stop();
}, 10_000);

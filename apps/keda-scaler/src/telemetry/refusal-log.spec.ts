import { capturingLogger } from '@dogwatch/telemetry';
import { expect, test } from 'vitest';
import { refuse } from '../grpc/refusal.js';
import { createRefusalLog } from './refusal-log.js';

test('each trigger and reason is told once in five minutes, with the number of those left out', () => {
  const log = capturingLogger();
  let nowMillis = 0;
  const refusals = createRefusalLog(log.logger, () => nowMillis);
  const trigger = { key: 'k', namespace: 'shop', name: 'checkout' };
  for (let times = 0; times < 3; times += 1) refusals.tell(refuse('NoSeries', 'no data'), trigger);
  refusals.tell(refuse('RateLimited', 'limited'), trigger);
  nowMillis = 300_001;
  refusals.tell(refuse('NoSeries', 'no data'), trigger);
  expect(log.lines.map(({ reason, suppressed }) => [reason, suppressed])).toEqual([
    ['NoSeries', 0],
    ['RateLimited', 0],
    ['NoSeries', 2],
  ]);
  expect(log.lines[0]).toMatchObject({ level: 'warn', scaledObject: 'shop/checkout' });
  expect(log.lines[0]?.message).toMatch(/^A trigger has no value: no data\. Check query/);
});

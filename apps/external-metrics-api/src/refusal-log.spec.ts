import { capturingLogger } from '@dogwatch/telemetry';
import { expect, test } from 'vitest';
import { createRefusalLog } from './refusal-log.js';

test('refusals are logged once a minute for each reason, with a count of the rest', () => {
  const clock = { millis: 0 };
  const { logger, lines } = capturingLogger();
  const log = createRefusalLog(logger, () => clock.millis);
  const refusal = { stage: 'authentication', reason: 'InvalidToken', message: 'expired', path: '/apis' } as const;
  for (let count = 0; count < 3; count += 1) log(refusal);
  log({ stage: 'authorization', reason: 'Denied', message: '', user: 'bob', path: '/metrics' });
  clock.millis = 60_000;
  log(refusal);
  const facts = lines.map(({ level, stage, reason, path, user, suppressed }) => [
    level,
    stage,
    reason,
    path,
    user,
    suppressed,
  ]);
  expect(facts).toEqual([
    ['warn', 'authentication', 'InvalidToken', '/apis', undefined, 0],
    ['warn', 'authorization', 'Denied', '/metrics', 'bob', 0],
    ['warn', 'authentication', 'InvalidToken', '/apis', undefined, 2],
  ]);
});

import { expect, test } from 'vitest';
import { decideReadiness } from './readiness.js';

const nowMillis = 1_700_000_000_000;

test.each([
  ['connected, though nobody leads', true, 0, true],
  ['not connected, with memories that still hold', false, nowMillis - 60_000, true],
  ['not connected, with memories that are too old', false, nowMillis - 600_000, false],
  ['never connected', false, 0, false],
])('%s', (_, isConnected, heardAtMillis, ok) => {
  expect(decideReadiness({ isConnected, heardAtMillis, nowMillis })).toMatchObject(
    ok ? { ok } : { ok, reason: 'NatsAway' },
  );
});

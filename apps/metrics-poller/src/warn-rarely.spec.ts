import { capturingLogger } from '@dogwatch/telemetry';
import { expect, test } from 'vitest';
import { createRareWarning } from './warn-rarely.js';

test('one cause is told once a minute, with how often it happened in between; another cause at once', () => {
  const { logger, lines } = capturingLogger();
  let nowMillis = 0;
  const warn = createRareWarning(logger, () => nowMillis);
  for (let index = 0; index < 100; index++) warn({ reason: 'Forbidden', metric: `shop/${index}` }, 'not written');
  warn({ reason: 'Timeout', metric: 'shop/0' }, 'not written');
  nowMillis = 60_000;
  warn({ reason: 'Forbidden', metric: 'shop/7' }, 'not written');
  expect(lines.map(({ metric, reason, othersSinceLastLine }) => [metric, reason, othersSinceLastLine])).toEqual([
    ['shop/0', 'Forbidden', 0],
    ['shop/0', 'Timeout', 0],
    ['shop/7', 'Forbidden', 99],
  ]);
});

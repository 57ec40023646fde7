import { expect, test } from 'vitest';
import { capturingLogger } from './capturing-logger.js';
import { createRareLog, createRarely } from './rare-log.js';

test('one cause is told once a minute, with how often it happened in between; another cause at once', () => {
  const { logger, lines } = capturingLogger();
  let nowMillis = 0;
  const { warn } = createRareLog(logger, () => nowMillis);
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

test('a warning and an error of one reason share its minute', () => {
  const { logger, lines } = capturingLogger();
  const log = createRareLog(logger, () => 0);
  log.warn({ reason: 'Timeout' }, 'slow');
  log.error({ reason: 'Timeout' }, 'slow');
  expect(lines).toHaveLength(1);
});

test('the key that was told longest ago makes room', () => {
  const rarely = createRarely({ everyMillis: 1000, maxKeys: 2, nowMillis: () => 0 });
  expect(['a', 'b', 'a', 'c', 'b', 'a'].map((key) => rarely(key))).toEqual([0, 0, undefined, 0, undefined, 0]);
});

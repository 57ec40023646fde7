import { afterEach, expect, test, vi } from 'vitest';
import { createSteadyClock } from './steady-clock.js';

afterEach(() => vi.useRealTimers());

test('it tells the time of day, and goes on evenly when that is set back', () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const clock = createSteadyClock();
  const startMillis = clock();
  expect(Math.abs(startMillis - Date.now())).toBeLessThan(1_000);
  vi.setSystemTime(startMillis - 3_600_000);
  expect(clock()).toBeGreaterThanOrEqual(startMillis);
});

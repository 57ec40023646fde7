import fc from 'fast-check';
import { expect, test } from 'vitest';
import { minimum, observe, startMinimumWindow } from './minimum-window.js';

test('the minimum of the last while, as a plain search finds it', () => {
  const steps = fc.array(fc.record({ pause: fc.nat(30), value: fc.nat(5) }), { minLength: 1 });
  fc.assert(
    fc.property(steps, (steps) => {
      const all: { at: number; value: number }[] = [];
      let window = startMinimumWindow(40);
      let now = 0;
      for (const { pause, value } of steps) {
        now += pause;
        all.push({ at: now, value });
        window = observe(window, value, now);
        const recent = all.filter(({ at }) => now - at <= 40).map(({ value }) => value);
        expect(minimum(window, now)).toBe(Math.min(...recent));
      }
      expect(minimum(window, now + 41)).toBeUndefined();
    }),
  );
});

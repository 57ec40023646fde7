import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toFlatText } from './flat-text.js';

test('is the same text, half a pair of surrogates at its start or end too', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), fc.nat(40), (text, start) => {
      const part = text.slice(start);
      expect(toFlatText(part)).toBe(part);
    }),
  );
  const halves = `\uDC00${'x'.repeat(20)}\uD800`;
  expect(toFlatText(halves)).toBe(halves);
});

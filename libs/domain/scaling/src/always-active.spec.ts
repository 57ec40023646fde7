import { expect, test } from 'vitest';
import { alwaysActiveAnnotation, isAlwaysActive } from './always-active.js';

test.each([
  ['t', true],
  ['T', true],
  ['tRUE', false],
  ['0', false],
  [' true', false],
])('the annotation %j', (text, active) => {
  expect(isAlwaysActive({ [alwaysActiveAnnotation]: text })).toBe(active);
});

test.each<Readonly<Record<string, string>> | null | undefined>([undefined, null, {}, { other: 'true' }])(
  'without it: %j',
  (annotations) => {
    expect(isAlwaysActive(annotations)).toBe(false);
  },
);

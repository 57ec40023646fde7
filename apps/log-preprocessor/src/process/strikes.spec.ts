import { expect, test } from 'vitest';
import { createStrikes } from './strikes.js';

const pipelines = {};

test('a rule has had enough after so many within the time', () => {
  let now = 0;
  const strikes = createStrikes(2, 1000, () => now);
  expect(strikes.note(pipelines, 'a')).toBe(false);
  expect(strikes.note(pipelines, 'b')).toBe(false);
  now = 1001;
  expect(strikes.note(pipelines, 'a')).toBe(false);
  expect(strikes.note(pipelines, 'a')).toBe(true);
});

test('what changed pipelines have in its place is another rule', () => {
  const strikes = createStrikes(2, 1000, () => 0);
  strikes.note(pipelines, 'a');
  expect(strikes.note({}, 'a')).toBe(false);
  expect(strikes.note(pipelines, 'a')).toBe(true);
});

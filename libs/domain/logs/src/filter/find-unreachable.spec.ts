import { expect, it } from 'vitest';
import { findUnreachable } from './find-unreachable.js';

it('finds queries after one that says the same or takes everything', () => {
  expect(findUnreachable(['@a:1', 'service:x AND @b:"c"', '@a:"1"', 'service:x  @b:c', '@a:2'])).toEqual([
    { index: 2, takenBy: 0 },
    { index: 3, takenBy: 1 },
  ]);
  expect(findUnreachable(['@a:1', '*', '@b:1', ''])).toEqual([
    { index: 2, takenBy: 1 },
    { index: 3, takenBy: 1 },
  ]);
});

it('leaves out queries that cannot be read', () => {
  expect(findUnreachable(['(', '(', '*', '('])).toEqual([]);
});

import { expect, test } from 'vitest';
import { addPage, callsPerWalk, failWalk, lookUp, newWalk } from './walk.js';

test('only a complete walk can miss something', () => {
  const running = addPage(newWalk, [{ id: 1 }, { id: 2 }], 2);
  expect(lookUp(running, '9')).toBe('unknown');
  expect(lookUp(failWalk(running), '9')).toBe('unknown');
  const complete = addPage(running, [], 2);
  expect(lookUp(complete, '9')).toBe('missing');
  expect(lookUp(complete, '2')).toEqual({ id: 2 });
  expect(complete.pages).toBe(2);
});

test('a full last page costs a call more', () => {
  expect(callsPerWalk(99, 100)).toBe(1);
  expect(callsPerWalk(100, 100)).toBe(2);
  expect(callsPerWalk(5000, 100)).toBe(51);
});

test('a server that gives the same page again and again has told everything', () => {
  const page = [{ id: 1 }, { id: 2 }];
  const walk = addPage(addPage(newWalk, page, 2), page, 2);
  expect(walk.state).toBe('complete');
});

import { expect, test } from 'vitest';
import { findSlowLoop } from './find-slow-loop.js';
import { parseRegex } from './parse-regex.js';

function slowStart(pattern: string): number | undefined {
  const parsed = parseRegex(pattern);
  return parsed.ok ? findSlowLoop(parsed.node)?.start : undefined;
}

test.each([
  ['(a+)+', 0],
  ['x(\\w|\\d)*y', 1],
  ['(a|a)*', 0],
  ['(\\s*,?)*', 0],
  ['a(.*,)*', 1],
  ['((ab?)(ba)?)*', 0],
])('%s can take very long', (pattern, start) => {
  expect(slowStart(pattern)).toBe(start);
});

test.each(['a+b+', '.*.*', '(a|b)*', '(ab|ac)*', '(,\\d+)*', '(a+b)*', '(\\w+\\s)+', '(?>a+)+', '([^,]*,)*'])(
  '%s cannot',
  (pattern) => {
    expect(slowStart(pattern)).toBeUndefined();
  },
);

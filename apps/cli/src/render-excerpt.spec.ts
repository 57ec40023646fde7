import { expect, it } from 'vitest';
import { renderExcerpt, shown } from './render-excerpt.js';

it('puts a caret under the offset', () => {
  expect(renderExcerpt('avg:a{*', 7)).toBe('  avg:a{*\n         ^');
  expect(renderExcerpt('avg:a{*', 0)).toBe('  avg:a{*\n  ^');
});

it('shows the line of the offset only', () => {
  expect(renderExcerpt('one\ntwo\nthree', 5)).toBe('  two\n   ^');
});

it('cuts long lines around the caret', () => {
  const [line, caret] = renderExcerpt('x'.repeat(500), 250).split('\n');
  expect(line).toBe(`  …${'x'.repeat(100)}…`);
  expect(caret).toBe(`${' '.repeat(63)}^`);
});

it('keeps what a terminal would act on away from it', () => {
  expect(renderExcerpt('a\u001B[2Jb\tc\u202E', 0)).toBe('  a·[2Jb·c·\n  ^');
  expect(shown('\u009Bm\r')).toBe('·m·');
});

import { expect, it } from 'vitest';
import { createLog, type Log } from '../log.js';
import { compileFilter } from './compile-filter.js';
import { filterExamples } from './filter-examples.js';

it.each(Object.values(filterExamples).flat())('$query: $meaning', ({ query, matches, others }) => {
  const compiled = compileFilter(query);
  const isMatch = (log: Partial<Log>): boolean => compiled.ok && compiled.value(createLog(log));
  expect(compiled).toMatchObject({ ok: true });
  expect(matches.map(isMatch)).toEqual(matches.map(() => true));
  expect(others.map(isMatch)).toEqual(others.map(() => false));
});

import { expect, it } from 'vitest';
import { parseFilter } from './parse-filter.js';
import { requiredSources } from './required-sources.js';

it.each([
  ['source:nginx', ['nginx']],
  ['source:nginx @a:b -service:x', ['nginx']],
  ['source:(a OR b)', ['a', 'b']],
  ['(source:a OR source:b) source:c', ['c']],
  ['source:"a b"', ['a b']],
  ['(source:a service:x) OR source:b', ['a', 'b']],
  ['source:a OR service:x', undefined],
  ['source:a*', undefined],
  ['source:[a TO b]', undefined],
  ['source:*', undefined],
  ['-source:a', undefined],
  ['NOT (source:a service:b)', undefined],
  ['service:x', undefined],
  ['@source:a', undefined],
  ['*', undefined],
  ['', undefined],
])('%s', (query, sources) => {
  const parsed = parseFilter(query);
  expect(parsed.ok && requiredSources(parsed.value)).toEqual(sources);
});

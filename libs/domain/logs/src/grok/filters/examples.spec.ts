import { describe, expect, test } from 'vitest';
import type { Attributes, AttributeValue } from '../../log.js';
import type { GrokArgument, GrokResult } from '../argument.js';
import type { ApplyFilter, FilterContext } from '../filter.js';
import { parseToken } from '../parse-token.js';
import { grokFilters } from './index.js';

const context: FilterContext = {
  environment: {
    nowMillis: () => 0,
    zoneOffsetMillis: () => undefined,
    parseUserAgent: (text): Attributes => ({
      browser: text.startsWith('curl/') ? { family: 'curl', major: '8', minor: '9', patch: '1' } : { family: 'Other' },
      os: { family: 'Other' },
      device: { family: 'Other', category: 'Other' },
    }),
  },
  compileFilter,
};

function compileFilter(name: string, args: readonly GrokArgument[]): GrokResult<ApplyFilter> {
  const filter = grokFilters.find((candidate) => candidate.name === name);
  if (filter === undefined) throw new Error(`no filter ${name}`);
  return filter.compile(args, context);
}

function compile(source: string): ApplyFilter {
  const parsed = parseToken(`%{data:value:${source}}`, 0);
  if (!parsed.ok) throw new Error(parsed.message);
  const [call] = parsed.token.filters;
  const compiled = compileFilter(call?.name ?? '', call?.args ?? []);
  if (!compiled.ok) throw new Error(compiled.message);
  return compiled.value;
}

describe.each(grokFilters.map((filter) => ({ filter, name: filter.name })))('the filter $name', ({ filter }) => {
  test('has a usage that starts with its name, and examples', () => {
    expect(filter.usage.startsWith(filter.name)).toBe(true);
    expect(filter.examples.length).toBeGreaterThan(0);
  });

  test.each(filter.examples)('$filter of $input', ({ filter: source, input, output }) => {
    expect(compile(source)(input)).toEqual(output);
  });

  test('drops or keeps what it cannot use, and never throws', () => {
    const values: AttributeValue[] = [
      '',
      'x',
      '\uD800',
      '%',
      '{',
      '<a',
      '"',
      1.5,
      -0,
      5n,
      true,
      null,
      ['x'],
      { a: 'x' },
    ];
    for (const { filter: source } of filter.examples) {
      const apply = compile(source);
      for (const value of values) expect(() => apply(value)).not.toThrow();
    }
  });

  test('refuses arguments that it does not take', () => {
    const compiled = filter.compile([{ name: 'integer', args: [] }, null, 1, 2, 3], context);
    expect(compiled.ok ? '' : compiled.message).toContain(
      `the filter is written ${filter.usage}, but was given (integer, null`,
    );
  });
});

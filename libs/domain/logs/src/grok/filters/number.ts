import type { GrokFilter } from '../filter.js';
import { withoutArguments } from '../filter-arguments.js';
import { parseNumber } from '../parse-number.js';

const usage = 'number';

/** Numbers. */
export const number: GrokFilter = {
  name: 'number',
  summary: 'Makes a number of text in decimal, an exponent allowed.',
  usage,
  examples: [
    { filter: 'number', input: '12.50', output: 12.5 },
    { filter: 'number', input: '-1e3', output: -1000 },
    { filter: 'number', input: '12 ms' },
  ],
  compile: (args) =>
    withoutArguments(usage, args, (value) => {
      if (typeof value === 'string') return parseNumber(value.trim());
      return typeof value === 'number' || typeof value === 'bigint' ? value : undefined;
    }),
};

import type { GrokFilter } from '../filter.js';
import { withoutArguments } from '../filter-arguments.js';
import { parseInteger } from '../parse-number.js';

const usage = 'integer';

/** Integers. */
export const integer: GrokFilter = {
  name: 'integer',
  summary: 'Makes an integer of text; numbers lose their decimals. Beyond 64 bits the value is dropped.',
  usage,
  examples: [
    { filter: 'integer', input: '-07', output: -7 },
    { filter: 'integer', input: '9007199254740993', output: 9007199254740993n },
    { filter: 'integer', input: 12.9, output: 12 },
    { filter: 'integer', input: '1.5' },
  ],
  compile: (args) =>
    withoutArguments(usage, args, (value) => {
      if (typeof value === 'string') return parseInteger(value.trim());
      if (typeof value === 'bigint') return value;
      return typeof value === 'number' ? Math.trunc(value) : undefined;
    }),
};

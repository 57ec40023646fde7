import type { GrokFilter } from '../filter.js';
import { withoutArguments } from '../filter-arguments.js';

const usage = 'boolean';

/** Truth values. */
export const boolean: GrokFilter = {
  name: 'boolean',
  summary: 'Makes a boolean of `true` and `false` in any case.',
  usage,
  examples: [
    { filter: 'boolean', input: 'TRUE', output: true },
    { filter: 'boolean', input: 'false', output: false },
    { filter: 'boolean', input: 'yes' },
  ],
  compile: (args) =>
    withoutArguments(usage, args, (value) => {
      if (typeof value === 'boolean') return value;
      const text = typeof value === 'string' ? value.toLowerCase() : undefined;
      return text === 'true' ? true : text === 'false' ? false : undefined;
    }),
};

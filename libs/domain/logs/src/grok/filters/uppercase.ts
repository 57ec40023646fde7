import type { GrokFilter } from '../filter.js';
import { withoutArguments } from '../filter-arguments.js';

const usage = 'uppercase';

/** Capital letters. */
export const uppercase: GrokFilter = {
  name: 'uppercase',
  summary: 'Writes text in upper case.',
  usage,
  examples: [{ filter: 'uppercase', input: 'warn é', output: 'WARN É' }],
  compile: (args) =>
    withoutArguments(usage, args, (value) => (typeof value === 'string' ? value.toUpperCase() : undefined)),
};

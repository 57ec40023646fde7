import type { GrokFilter } from '../filter.js';
import { withoutArguments } from '../filter-arguments.js';

const usage = 'lowercase';

/** Small letters. */
export const lowercase: GrokFilter = {
  name: 'lowercase',
  summary: 'Writes text in lower case.',
  usage,
  examples: [{ filter: 'lowercase', input: 'WarN É', output: 'warn é' }],
  compile: (args) =>
    withoutArguments(usage, args, (value) => (typeof value === 'string' ? value.toLowerCase() : undefined)),
};

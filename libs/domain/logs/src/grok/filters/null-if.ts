import type { GrokFilter } from '../filter.js';
import { refuseArguments } from '../filter-arguments.js';

const usage = 'nullIf("value")';

/** Values that stand for nothing. */
export const nullIf: GrokFilter = {
  name: 'nullIf',
  summary: 'Drops a value that is equal to the argument.',
  usage,
  examples: [
    { filter: 'nullIf("-")', input: '-' },
    { filter: 'nullIf("-")', input: '--', output: '--' },
    { filter: 'nullIf("0")', input: 0 },
  ],
  compile(args) {
    const [nothing] = args;
    if (args.length !== 1 || nothing === undefined || typeof nothing === 'object') return refuseArguments(usage, args);
    const text = String(nothing);
    return {
      ok: true,
      value: (value) => (value === text || (typeof value !== 'object' && String(value) === text) ? undefined : value),
    };
  },
};

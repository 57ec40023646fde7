import type { GrokFilter } from '../filter.js';
import { withoutArguments } from '../filter-arguments.js';

const usage = 'decodeuricomponent';

/** Percent-encoded text. */
export const decodeuricomponent: GrokFilter = {
  name: 'decodeuricomponent',
  summary: 'Decodes percent-encoded text; text that is not well encoded is dropped.',
  usage,
  examples: [
    { filter: 'decodeuricomponent', input: '%2Fapi%20v1+x', output: '/api v1+x' },
    { filter: 'decodeuricomponent', input: '100%' },
  ],
  compile: (args) => withoutArguments(usage, args, (value) => (typeof value === 'string' ? decode(value) : undefined)),
};

function decode(text: string): string | undefined {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

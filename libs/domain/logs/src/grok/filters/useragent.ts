import { readUserAgent } from '../../read-user-agent.js';
import type { GrokFilter } from '../filter.js';
import { refuseArguments } from '../filter-arguments.js';

const usage = 'useragent([decode = false])';

/** User agents. */
export const useragent: GrokFilter = {
  name: 'useragent',
  summary:
    'Tells `browser`, `os` and `device` from a user agent, as the user-agent parser does; with true, the text is percent-decoded first.',
  usage,
  examples: [
    {
      filter: 'useragent',
      input: 'curl/8.9.1',
      output: {
        browser: { family: 'curl', major: '8', minor: '9', patch: '1' },
        os: { family: 'Other' },
        device: { family: 'Other', category: 'Other' },
      },
    },
    {
      filter: 'useragent(true)',
      input: 'my+tool%2F1',
      output: {
        browser: { family: 'Other' },
        os: { family: 'Other' },
        device: { family: 'Other', category: 'Other' },
      },
    },
  ],
  compile(args, { environment }) {
    const [isEncoded = false] = args;
    if (args.length > 1 || typeof isEncoded !== 'boolean') return refuseArguments(usage, args);
    return {
      ok: true,
      value: (value) => (typeof value === 'string' ? readUserAgent(value, { isEncoded }, environment) : undefined),
    };
  },
};

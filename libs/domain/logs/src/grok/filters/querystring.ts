import { parseQueryString } from '../../url.js';
import type { GrokFilter } from '../filter.js';
import { withoutArguments } from '../filter-arguments.js';

const usage = 'querystring';

/** Query strings. */
export const querystring: GrokFilter = {
  name: 'querystring',
  summary: 'Reads the parameters of a query string, with or without its `?`, into an object; values are not decoded.',
  usage,
  examples: [
    { filter: 'querystring', input: '?user=ann&tag=a%20b&flag', output: { user: 'ann', tag: 'a%20b', flag: '' } },
    { filter: 'querystring', input: 'id=1&id=1&n=1&n=2', output: { id: '1', n: ['1', '2'] } },
  ],
  compile: (args) =>
    withoutArguments(usage, args, (value) =>
      typeof value === 'string' ? parseQueryString(value.startsWith('?') ? value.slice(1) : value) : undefined,
    ),
};

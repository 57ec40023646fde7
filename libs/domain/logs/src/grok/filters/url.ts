import { parseUrl } from '../../url.js';
import type { GrokFilter } from '../filter.js';
import { withoutArguments } from '../filter-arguments.js';

const usage = 'url';

/** URLs. */
export const url: GrokFilter = {
  name: 'url',
  summary: 'Splits a URL into an object of `scheme`, `host`, `port`, `path` and `queryString`, as the URL parser does.',
  usage,
  examples: [
    {
      filter: 'url',
      input: 'https://Example.org:8080/a/b?x=1',
      output: { scheme: 'https', host: 'example.org', port: 8080, path: '/a/b', queryString: { x: '1' } },
    },
    { filter: 'url', input: 'https://example.org:port/' },
  ],
  compile: (args) =>
    withoutArguments(usage, args, (value) => (typeof value === 'string' ? parseUrl(value) : undefined)),
};

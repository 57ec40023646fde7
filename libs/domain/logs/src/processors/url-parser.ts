import { z } from 'zod';
import { parsePath, writePath } from '../path.js';
import { defineProcessor } from '../processor.js';
import { explainUnusable, readFirstText } from '../read-sources.js';
import { parseUrl } from '../url.js';

const config = z.object({
  sources: z.array(z.string().min(1)).min(1).default(['http.url']).describe('The first that holds text is read.'),
  target: z.string().min(1).default('http.url_details').describe('Is replaced.'),
  normalize_ending_slashes: z.boolean().default(false).describe('Take the slashes off the end of the path.'),
});

/** Takes a URL apart. */
export const processor = defineProcessor({
  type: 'url-parser',
  summary:
    'Takes the first URL among the sources apart, into `scheme`, `host`, `port`, `path` and `queryString`, which replace the target.',
  config,
  examples: [
    {
      title: 'A whole URL; the host is in lower case, the query string is not decoded.',
      config: {},
      log: { attributes: { http: { url: 'https://Shop.example:8443/cart?item=4%202' } } },
      expected: {
        attributes: {
          http: {
            url: 'https://Shop.example:8443/cart?item=4%202',
            url_details: {
              scheme: 'https',
              host: 'shop.example',
              port: 8443,
              path: '/cart',
              queryString: { item: '4%202' },
            },
          },
        },
      },
    },
    {
      title: 'A path, without the slash at its end; the first source is not there.',
      config: { sources: ['request.uri', 'uri'], target: 'uri_details', normalize_ending_slashes: true },
      log: { attributes: { uri: '/orders/' } },
      expected: { attributes: { uri: '/orders/', uri_details: { path: '/orders' } } },
    },
    {
      title: 'A log without a URL is left alone.',
      config: {},
      log: { attributes: { http: { method: 'GET' } } },
      expected: { attributes: { http: { method: 'GET' } } },
    },
  ],
  compile: ({ sources: names, target: targetName, normalize_ending_slashes: normalizeEndingSlashes }) => {
    const sources = names.map(parsePath);
    const target = parsePath(targetName);
    const options = { normalizeEndingSlashes };
    return (log, notes) => {
      const url = readFirstText(log.attributes, sources);
      if (url === undefined) return explainUnusable(log.attributes, sources);
      const details = parseUrl(url, options);
      if (details === undefined) {
        notes?.note(`${JSON.stringify(url)} has no readable port`);
        return 'InvalidValue';
      }
      writePath(log.attributes, target, details);
      return 'Applied';
    };
  },
});

import { fixedMatcher } from '../matcher.js';
import { uriPathRegex } from '../location-regex.js';

/** The path of a URI. */
export const uriPath = fixedMatcher({
  name: 'uriPath',
  summary: 'The path of a URI.',
  regex: uriPathRegex,
  examples: [{ rule: '%{uriPath:path} .*', text: '/cart/1 HTTP', attributes: { path: '/cart/1' } }],
});

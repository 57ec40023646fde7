import { fixedMatcher } from '../matcher.js';
import { uriHostRegex } from '../location-regex.js';

/** The host of a URI, with its port if there is one. */
export const uriHost = fixedMatcher({
  name: 'uriHost',
  summary: 'The host of a URI, with its port if there is one.',
  regex: uriHostRegex,
  examples: [{ rule: '%{uriHost:host}', text: 'shop.example:8080', attributes: { host: 'shop.example:8080' } }],
});

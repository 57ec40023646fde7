import { fixedMatcher } from '../matcher.js';
import { uriParamRegex } from '../location-regex.js';

/** The query of a URI, with its question mark. */
export const uriParam = fixedMatcher({
  name: 'uriParam',
  summary: 'The query of a URI, with its question mark.',
  regex: uriParamRegex,
  examples: [{ rule: '/%{uriParam:query}', text: '/?a=1&b=2', attributes: { query: '?a=1&b=2' } }],
});

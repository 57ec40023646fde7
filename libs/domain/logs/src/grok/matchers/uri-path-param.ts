import { fixedMatcher } from '../matcher.js';
import { uriParamRegex, uriPathRegex } from '../location-regex.js';

/** The path of a URI and its query. */
export const uriPathParam = fixedMatcher({
  name: 'uriPathParam',
  summary: 'The path of a URI and its query.',
  regex: `${uriPathRegex}(?:${uriParamRegex})?`,
  examples: [{ rule: '%{uriPathParam:target}', text: '/cart?a=1', attributes: { target: '/cart?a=1' } }],
});

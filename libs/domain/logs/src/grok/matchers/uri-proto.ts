import { fixedMatcher } from '../matcher.js';
import { schemeRegex } from '../location-regex.js';

/** The scheme of a URI. */
export const uriProto = fixedMatcher({
  name: 'uriProto',
  summary: 'The scheme of a URI.',
  regex: schemeRegex,
  examples: [{ rule: '%{uriProto:scheme}://.*', text: 'git+ssh://host', attributes: { scheme: 'git+ssh' } }],
});

import { fixedMatcher } from '../matcher.js';

/** A text in double quotes; the quotes belong to it. */
export const doubleQuotedString = fixedMatcher({
  name: 'doubleQuotedString',
  summary: 'A text in double quotes; the quotes belong to it.',
  regex: '"[^"]*"',
  examples: [{ rule: '%{doubleQuotedString:agent}', text: '"curl 8"', attributes: { agent: '"curl 8"' } }],
});

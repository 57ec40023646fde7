import { fixedMatcher } from '../matcher.js';

/** One blank or more. */
export const space = fixedMatcher({
  name: 'space',
  summary: 'One blank or more.',
  regex: '\\s+',
  examples: [{ rule: 'a%{space}b', text: 'a \t b', attributes: {} }],
});

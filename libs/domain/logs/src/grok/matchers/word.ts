import { fixedMatcher } from '../matcher.js';

/** A whole word of letters, digits and underscores. */
export const word = fixedMatcher({
  name: 'word',
  summary: 'A whole word of letters, digits and underscores.',
  regex: '\\b\\w+\\b',
  examples: [
    { rule: '%{word:user} logged in', text: 'ada_1 logged in', attributes: { user: 'ada_1' } },
    { rule: '%{word:user}', text: 'ada-1' },
  ],
});

import { fixedMatcher } from '../matcher.js';

/** A user name of letters, digits, underscores, dots and dashes. */
export const user = fixedMatcher({
  name: 'user',
  summary: 'A user name of letters, digits, underscores, dots and dashes.',
  regex: '[\\w.-]+',
  examples: [{ rule: '%{user:user} .*', text: 'ada.l GET', attributes: { user: 'ada.l' } }],
});

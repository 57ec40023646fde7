import { fixedMatcher } from '../matcher.js';

/** Any text, as short as the rest of the rule allows; line ends too. */
export const data = fixedMatcher({
  name: 'data',
  summary: 'Any text, as short as the rest of the rule allows; line ends too.',
  regex: '.*?',
  examples: [
    { rule: '%{data:message}', text: 'two\nlines', attributes: { message: 'two\nlines' } },
    { rule: '%{data:first},%{data:rest}', text: 'a,b,c', attributes: { first: 'a', rest: 'b,c' } },
  ],
});

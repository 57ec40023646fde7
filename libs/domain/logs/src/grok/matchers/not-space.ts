import { fixedMatcher } from '../matcher.js';

/** Characters up to the next blank. */
export const notSpace = fixedMatcher({
  name: 'notSpace',
  summary: 'Characters up to the next blank.',
  regex: '\\S+',
  examples: [
    { rule: '%{notSpace:level} .*', text: 'info: started', attributes: { level: 'info:' } },
    { rule: '%{notSpace:level}', text: 'two words' },
  ],
});

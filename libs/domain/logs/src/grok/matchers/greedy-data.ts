import { fixedMatcher } from '../matcher.js';

/** Any text, as long as the rest of the rule allows; line ends too. */
export const greedyData = fixedMatcher({
  name: 'greedyData',
  aliases: ['GREEDYDATA'],
  summary: 'Any text, as long as the rest of the rule allows; line ends too.',
  regex: '.*',
  examples: [{ rule: '%{greedyData:start},%{data:last}', text: 'a,b,c', attributes: { start: 'a,b', last: 'c' } }],
});

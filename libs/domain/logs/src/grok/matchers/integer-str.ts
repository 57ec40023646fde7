import { fixedMatcher } from '../matcher.js';

/** An integer, kept as text. */
export const integerStr = fixedMatcher({
  name: 'integerStr',
  summary: 'An integer, kept as text.',
  regex: '[+-]?\\d+',
  examples: [{ rule: '%{integerStr:id}', text: '007', attributes: { id: '007' } }],
});

import { fixedMatcher } from '../matcher.js';

/** A text in single quotes; the quotes belong to it. */
export const singleQuotedString = fixedMatcher({
  name: 'singleQuotedString',
  summary: 'A text in single quotes; the quotes belong to it.',
  regex: "'[^']*'",
  examples: [{ rule: '%{singleQuotedString:name}', text: "'ada'", attributes: { name: "'ada'" } }],
});

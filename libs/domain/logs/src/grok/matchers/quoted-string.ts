import { fixedMatcher } from '../matcher.js';

/** A text in double or single quotes; the quotes belong to it. */
export const quotedString = fixedMatcher({
  name: 'quotedString',
  aliases: ['qs'],
  summary: 'A text in double or single quotes; the quotes belong to it.',
  regex: `"[^"]*"|'[^']*'`,
  examples: [
    { rule: '%{quotedString:name}', text: '"ada"', attributes: { name: '"ada"' } },
    { rule: '%{qs:name}', text: "'ada'", attributes: { name: "'ada'" } },
  ],
});

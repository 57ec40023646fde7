import { type GrokMatcher, invalidArguments } from '../matcher.js';
import { parseRegex } from '../regex/parse-regex.js';

/** What a regular expression matches. */
export const regex: GrokMatcher = {
  name: 'regex',
  summary: 'What a regular expression in the dialect of Java matches; its named groups are attributes too.',
  usage: 'regex("pattern")',
  examples: [
    { rule: '%{regex("[^\\"]*"):agent}".*', text: 'curl 8" -', attributes: { agent: 'curl 8' } },
    {
      rule: 'v%{regex("(?<major>\\\\d+)\\\\.\\\\d+"):version}',
      text: 'v1.10',
      attributes: { major: '1', version: '1.10' },
    },
  ],
  compile: (args) => {
    const [pattern] = args;
    if (args.length !== 1 || typeof pattern !== 'string')
      return invalidArguments('regex takes one pattern in quotes: regex("[^,]*")');
    const parsed = parseRegex(pattern);
    if (parsed.ok) return { ok: true, value: { regex: pattern } };
    return {
      ok: false,
      reason: 'InvalidRegex',
      message: `the regular expression ${JSON.stringify(pattern)} cannot be read: ${parsed.message}`,
    };
  },
};

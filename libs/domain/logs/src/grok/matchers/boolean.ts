import { type GrokMatcher, invalidArguments } from '../matcher.js';
import { parseRegex } from '../regex/parse-regex.js';
import { printRegex } from '../regex/print-regex.js';

/** A truth value; with arguments, what stands for true and for false, as regular expressions. */
export const boolean: GrokMatcher = {
  name: 'boolean',
  summary: 'True or false in any case, or what the two regular expressions match.',
  usage: 'boolean("true pattern", "false pattern")',
  examples: [
    { rule: 'ok=%{boolean:ok}', text: 'ok=TRUE', attributes: { ok: true } },
    { rule: '%{boolean("yes|on", "no|off"):ok}', text: 'off', attributes: { ok: false } },
    { rule: '%{boolean("yes", "no"):ok}', text: 'true' },
  ],
  compile: (args) => {
    if (args.length > 2) return invalidArguments('boolean takes two patterns at most: boolean("yes", "no")');
    const [whenTrue = '(?i)true', whenFalse = '(?i)false'] = args;
    if (typeof whenTrue !== 'string' || typeof whenFalse !== 'string')
      return invalidArguments('the arguments of boolean are patterns in quotes: boolean("yes", "no")');
    const parsed = parseRegex(whenTrue);
    if (!parsed.ok)
      return invalidArguments(`the pattern ${JSON.stringify(whenTrue)} cannot be read: ${parsed.message}`);
    const isTrue = new RegExp(`^(?:${printRegex(parsed.node).source})$`, 's');
    return { ok: true, value: { regex: `(?:${whenTrue})|(?:${whenFalse})`, convert: (text) => isTrue.test(text) } };
  },
};

import { compileDateFormat } from '../../dates/compile-date-format.js';
import { type GrokMatcher, invalidArguments } from '../matcher.js';

/** A date in a format of Joda's letters. */
export const date: GrokMatcher = {
  name: 'date',
  summary: 'A date in a format of letters such as yyyy-MM-dd; gives milliseconds since 1970.',
  usage: 'date("format", "time zone", "locale")',
  examples: [
    { rule: '%{date("yyyy-MM-dd HH:mm:ss"):at}', text: '1970-01-02 00:00:01', attributes: { at: 86_401_000 } },
    { rule: '%{date("dd/MMM/yyyy:HH:mm:ss Z"):at}', text: '01/Jan/1970:02:00:00 +0200', attributes: { at: 0 } },
    { rule: '%{date("yyyy-MM-dd"):at}', text: '70-01-02' },
  ],
  compile: (args, { environment }) => {
    const [pattern, timeZone, locale] = args;
    if (args.length < 1 || args.length > 3 || !isText(pattern) || !isOptionalText(timeZone) || !isOptionalText(locale))
      return invalidArguments(
        'date takes a format, and if need be a time zone and a locale, in quotes: date("yyyy-MM-dd", "Europe/Paris")',
      );
    const compiled = compileDateFormat(pattern, { timeZone, locale, environment });
    if (!compiled.ok) return compiled;
    const format = compiled.value;
    return { ok: true, value: { regex: format.regex, convert: (text) => format.parse(text) } };
  },
};

function isText(argument: unknown): argument is string {
  return typeof argument === 'string';
}

function isOptionalText(argument: unknown): argument is string | undefined {
  return argument === undefined || typeof argument === 'string';
}

import type { Attributes, AttributeValue } from '../../log.js';
import { addValue } from '../add-value.js';
import type { GrokFilter } from '../filter.js';
import { readControls, refuseArguments, toTexts } from '../filter-arguments.js';
import { parseInteger } from '../parse-number.js';

const usage = 'csv("header,header,..." [, separator = ","|"tab" [, quote = "\\""]])';

/** Columns. */
export const csv: GrokFilter = {
  name: 'csv',
  summary:
    'Reads columns into an object by their names. Columns without a name and empty ones are left out; a doubled quote inside quotes is one quote; numbers become numbers.',
  usage,
  examples: [
    { filter: 'csv("name,age,city")', input: 'Ann,31,Paris,more', output: { name: 'Ann', age: 31, city: 'Paris' } },
    { filter: 'csv("a,b,c")', input: '1,,"say ""x, y"""', output: { a: 1, c: 'say "x, y"' } },
    { filter: 'csv("a,b.c", "tab")', input: 'x\ty', output: { a: 'x', b: { c: 'y' } } },
    { filter: `csv("a,b", ";", "'")`, input: `'1;2';3`, output: { a: '1;2', b: 3 } },
  ],
  compile(args) {
    const texts = toTexts(args);
    if (texts === undefined || texts.length === 0 || texts.length > 3) return refuseArguments(usage, args);
    const [names = '', separatorText = ',', quote = '"'] = texts;
    const separator = separatorText === 'tab' ? '\t' : readControls(separatorText);
    if (separator.length !== 1 || quote.length !== 1) return refuseArguments(usage, args);
    const headers = names.split(',').map((name) => name.trim());
    return {
      ok: true,
      value: (value) => (typeof value === 'string' ? readColumns(value, headers, { separator, quote }) : undefined),
    };
  },
};

interface CsvSyntax {
  readonly separator: string;
  readonly quote: string;
}

function readColumns(text: string, headers: readonly string[], syntax: CsvSyntax): Attributes {
  const columns: Attributes = {};
  let at = 0;
  for (const header of headers) {
    if (at > text.length) break;
    const { value, end } = text.startsWith(syntax.quote, at)
      ? readQuoted(text, at, syntax)
      : readPlain(text, at, syntax);
    if (value !== '' && header !== '') addValue(columns, header, value);
    at = end + 1;
  }
  return columns;
}

interface Column {
  readonly value: AttributeValue;
  /** The place of the separator behind it, or the end of the text. */
  readonly end: number;
}

function readPlain(text: string, start: number, { separator }: CsvSyntax): Column {
  const found = text.indexOf(separator, start);
  const end = found === -1 ? text.length : found;
  return { value: toNumber(text.slice(start, end)), end };
}

function toNumber(text: string): string | number | bigint {
  if (/^-?\d+$/.test(text)) return parseInteger(text) ?? text;
  return /^-?\d+\.\d+$/.test(text) ? Number(text) : text;
}

/** Text between quotes, and what stands behind them before the next separator. */
function readQuoted(text: string, start: number, { separator, quote }: CsvSyntax): Column {
  let value = '';
  let from = start + 1;
  for (;;) {
    const found = text.indexOf(quote, from);
    if (found === -1) return { value: value + text.slice(from), end: text.length };
    value += text.slice(from, found);
    if (!text.startsWith(quote, found + 1)) {
      const behind = text.indexOf(separator, found);
      const end = behind === -1 ? text.length : behind;
      return { value: value + text.slice(found + 1, end), end };
    }
    value += quote;
    from = found + 2;
  }
}

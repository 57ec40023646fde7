import type { Attributes, AttributeValue } from '../../log.js';
import { addValue } from '../add-value.js';
import type { GrokArgument, GrokResult } from '../argument.js';
import type { GrokFilter } from '../filter.js';
import { readControls, refuseArguments, toTexts } from '../filter-arguments.js';
import { classesAt, compileCharacterTable, inText } from '../key-values/character-table.js';
import { parsePlainValue } from '../key-values/parse-plain-value.js';
import { createPairScan, nextPair, type PairSyntax, type QuotePair, startPairScan } from '../key-values/scan-pairs.js';
import { compileSeparator } from '../key-values/separator.js';

const usage = 'keyvalue([separator = "=" [, more characters of values = "" [, quotes [, delimiters]]]])';

/** Pairs of a key and a value. */
export const keyvalue: GrokFilter = {
  name: 'keyvalue',
  summary:
    'Reads pairs of a key and a value into an object. Keys and values are of letters, digits, `.`, `-`, `_`, `@` and the characters of the second argument, or quoted; ' +
    'values without quotes that are numbers, booleans or durations (as milliseconds) become those. Keys with dots become objects, pairs without a value are left out.',
  usage,
  examples: [
    {
      filter: 'keyvalue',
      input: 'user=john code=200, ok=true took=1.5s "full name"="x" note="two words" empty= none=null',
      output: { user: 'john', code: 200, ok: true, took: 1500, note: 'two words' },
    },
    { filter: 'keyvalue(":")', input: 'db.name:orders db.size:12.5', output: { db: { name: 'orders', size: 12.5 } } },
    {
      filter: 'keyvalue("=", "/:")',
      input: 'url=https://example.org/a at=10:30',
      output: { url: 'https://example.org/a', at: '10:30' },
    },
    { filter: 'keyvalue("=", " ")', input: 'name = Ann Lee, age=7', output: { name: 'Ann Lee', age: 7 } },
    { filter: 'keyvalue(":=", "", "<>")', input: 'a:=<b c> d:="e"', output: { a: 'b c' } },
    { filter: 'keyvalue("=", "", "", "|")', input: 'a=1|a=2|b=x y', output: { a: [1, 2] } },
    { filter: 'keyvalue', input: 'nothing of the kind', output: {} },
  ],
  compile(args) {
    const syntax = compileSyntax(args);
    if (!syntax.ok) return syntax;
    const readPairs = compileReader(syntax.value);
    return { ok: true, value: (value) => (typeof value === 'string' ? readPairs(value) : undefined) };
  },
};

const defaultQuotes = '""\'\'<>';
const defaultBefore = ' ,;([{';
const defaultAfter = ' ,;)]}';

function compileSyntax(args: readonly GrokArgument[]): GrokResult<PairSyntax> {
  const texts = toTexts(args);
  if (texts === undefined || texts.length > 4) return refuseArguments(usage, args);
  const [separatorText = '=', extra = '', quotes = '', delimiters = ''] = texts;
  const separator = compileSeparator(readControls(separatorText));
  const { before, after } = readDelimiters(readControls(delimiters));
  const characters = compileCharacterTable(extra, before, after);
  if (separator === undefined || characters === undefined) return refuseArguments(usage, args);
  return { ok: true, value: { characters, separator, quotes: readQuotes(quotes || defaultQuotes) } };
}

/** The first character stands before keys, the others after values; one alone stands on both sides. */
function readDelimiters(text: string): { readonly before: string; readonly after: string } {
  if (text === '') return { before: defaultBefore, after: defaultAfter };
  return { before: text.charAt(0), after: text.length === 1 ? text : text.slice(1) };
}

/** Quotes in pairs: those that open, each with the one that closes; one alone does both. */
function readQuotes(text: string): readonly QuotePair[] {
  const quotes: QuotePair[] = [];
  for (let at = 0; at < text.length; at += 2) {
    const open = text.charCodeAt(at);
    quotes.push({ open, close: at + 1 < text.length ? text.charCodeAt(at + 1) : open });
  }
  return quotes;
}

function compileReader(syntax: PairSyntax): (text: string) => Attributes {
  const scan = createPairScan(syntax);
  const isPlainAt = findPlainText(syntax);
  return (text) => {
    const pairs: Attributes = {};
    startPairScan(scan, text);
    while (nextPair(scan)) {
      const valueText = text.slice(scan.valueStart, scan.valueEnd);
      const value = isPlainAt(text, scan.valueStart) ? parsePlainValue(valueText) : readValue(syntax, valueText.trim());
      if (value === undefined) continue;
      const keyText = text.slice(scan.keyStart, scan.keyEnd);
      const key = isPlainAt(text, scan.keyStart) ? keyText : readKey(syntax, keyText.trim());
      if (key !== '' && !key.includes(' ')) addValue(pairs, key, value);
    }
    return pairs;
  };
}

/** Tells of the key or value that starts at a place whether there is nothing to take off: no quotes, blanks or commas. */
function findPlainText({ characters, quotes }: PairSyntax): (text: string, at: number) => boolean {
  const opening = quotes.map(({ open }) => String.fromCharCode(open)).join('');
  const takenOff = ` \t\n\v\f\r\u00A0\u2003\u3000\uFEFF,${opening}`;
  for (let at = 0; at < takenOff.length; at += 1) {
    if ((classesAt(characters, takenOff, at) & inText) !== 0) return () => false;
  }
  // what is quoted then starts with what no other text holds
  return (text, at) => (classesAt(characters, text, at) & inText) !== 0;
}

function readKey({ quotes }: PairSyntax, text: string): string {
  return isQuoted(quotes, text) ? text.slice(1, -1).trim() : text;
}

function readValue({ quotes }: PairSyntax, text: string): AttributeValue | undefined {
  if (isQuoted(quotes, text)) return text.length === 2 ? undefined : text.slice(1, -1).trim();
  const plain = text.endsWith(',') ? cutCommas(text).trim() : text;
  return plain === '' ? undefined : parsePlainValue(plain);
}

function cutCommas(text: string): string {
  let end = text.length;
  while (text.charAt(end - 1) === ',') end -= 1;
  return text.slice(0, end);
}

function isQuoted(quotes: readonly QuotePair[], text: string): boolean {
  const first = text.charCodeAt(0);
  for (const { open, close } of quotes) {
    if (first === open) return text.length > 1 && text.charCodeAt(text.length - 1) === close;
  }
  return false;
}

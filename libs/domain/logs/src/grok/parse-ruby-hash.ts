import { maxJsonDepth } from '../json.js';
import { type Attributes, type AttributeValue, setOwn } from '../log.js';
import { parseInteger, parseNumber } from './parse-number.js';

interface Reader {
  readonly text: string;
  at: number;
  depth: number;
}

/**
 * Reads a hash as Ruby's `inspect` prints it: keys are symbols (`:a=>`, `a: `), text or words; values text, symbols, numbers,
 * `true`, `false`, `nil` (left out, like what is empty), arrays and hashes. What is not closed ends with what is around it.
 * `undefined`: the text is no hash, or nests too deep.
 */
export function parseRubyHash(text: string): Attributes | undefined {
  const reader: Reader = { text: text.trim(), at: 1, depth: 0 };
  if (!reader.text.startsWith('{')) return undefined;
  const hash = readMembers(reader);
  skip(reader, /\s*/y);
  return hash !== undefined && reader.at === reader.text.length ? hash : undefined;
}

function readMembers(reader: Reader): Attributes | undefined {
  const hash: Attributes = {};
  while (!isAtEnd(reader, '}')) {
    const key = readKey(reader);
    if (key === undefined) return undefined;
    const value = readValue(reader);
    if (value === undefined) return undefined;
    if (!isNothing(value)) setOwn(hash, key, value);
  }
  return hash;
}

function readElements(reader: Reader): AttributeValue[] | undefined {
  const array: AttributeValue[] = [];
  while (!isAtEnd(reader, ']')) {
    const value = readValue(reader);
    if (value === undefined) return undefined;
    if (!isNothing(value)) array.push(value);
  }
  return array;
}

/** Takes what lies between members, and the bracket behind the last one; one of what is around is left there. */
function isAtEnd(reader: Reader, close: string): boolean {
  skip(reader, /[\s,]*/y);
  const character = reader.text.charAt(reader.at);
  if (character === close) reader.at += 1;
  return character === '' || character === '}' || character === ']';
}

function readKey(reader: Reader): string | undefined {
  if (reader.text.charAt(reader.at) === ':') reader.at += 1;
  const key = readString(reader) ?? take(reader, /[^\s"',:={}[\]]+/y);
  return key !== undefined && skip(reader, /\s*(?:=>|:)\s*/y) ? key : undefined;
}

function readValue(reader: Reader): AttributeValue | undefined {
  const character = reader.text.charAt(reader.at);
  if (character === '{' || character === '[') {
    if (reader.depth + 1 >= maxJsonDepth) return undefined;
    reader.at += 1;
    reader.depth += 1;
    const value = character === '{' ? readMembers(reader) : readElements(reader);
    reader.depth -= 1;
    return value;
  }
  return readString(reader) ?? readWord(reader);
}

function readString(reader: Reader): string | undefined {
  const quoted = take(reader, /"[^"\\]*(?:\\[^][^"\\]*)*"|'[^'\\]*(?:\\[^][^'\\]*)*'/y);
  return quoted?.slice(1, -1).replaceAll(/\\([^])/g, (_, escaped: string) => controls.get(escaped) ?? escaped);
}

const controls: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['e', '\u001B'],
]);

/** A word up to the next comma or bracket; objects print as `#<Name ...>`. */
function readWord(reader: Reader): AttributeValue | undefined {
  const word = take(reader, /#<[^>]*>|[^,{}[\]]+/y)?.trim();
  if (word === undefined || word === 'nil') return word === undefined ? undefined : null;
  if (word === 'true' || word === 'false') return word === 'true';
  return parseInteger(word) ?? parseNumber(word) ?? word.replace(/^:/, '');
}

function isNothing(value: AttributeValue): boolean {
  return value === null || (typeof value === 'object' && Object.keys(value).length === 0);
}

function take(reader: Reader, pattern: RegExp): string | undefined {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.text)?.[0];
  if (found !== undefined) reader.at += found.length;
  return found;
}

function skip(reader: Reader, pattern: RegExp): boolean {
  return take(reader, pattern) !== undefined;
}

import { allChars, charsOf, ignoreCase, type CharSet } from './char-set.js';
import { notLineEnds } from './named-sets.js';
import { type RegexNode, sequence } from './node.js';
import { parseClass } from './parse-class.js';
import { parseCharEscape } from './parse-escape.js';
import { RegexSyntaxError, type RegexReader, take, takeMatch } from './reader.js';

/** A parsed regex, or what is wrong at which offset of its text. */
export type ParsedRegex =
  | { readonly ok: true; readonly node: RegexNode }
  | { readonly ok: false; readonly message: string; readonly offset: number };

const maxDepth = 200;
const maxRepeats = 1000;

/**
 * Reads the dialect of Java's regular expressions (Oniguruma's where they agree), in the mode `(?s)`: `.` is any character.
 * Groups without a name count as capturing, for backreferences.
 */
export function parseRegex(text: string): ParsedRegex {
  const flags = { ignoresCase: false, dotAll: true, multiline: false };
  const reader: RegexReader = { text, offset: 0, flags, groups: 0, depth: 0 };
  try {
    const node = parseChoice(reader);
    if (reader.offset < text.length) throw new RegexSyntaxError('a ) without its (', reader.offset);
    return { ok: true, node };
  } catch (error) {
    if (error instanceof RegexSyntaxError) return { ok: false, message: error.message, offset: error.offset };
    throw error;
  }
}

function parseChoice(reader: RegexReader): RegexNode {
  const start = reader.offset;
  const nodes = [parseSequence(reader)];
  while (take(reader, '|')) nodes.push(parseSequence(reader));
  return nodes.length === 1 && nodes[0] ? nodes[0] : { kind: 'choice', start, nodes };
}

function parseSequence(reader: RegexReader): RegexNode {
  const start = reader.offset;
  const nodes: RegexNode[] = [];
  while (reader.offset < reader.text.length && !/[|)]/.test(reader.text[reader.offset] ?? '')) {
    if (takeFlags(reader)) continue;
    nodes.push(parseQuantifiers(reader, parseAtom(reader)));
  }
  return sequence(nodes, start);
}

/** `(?i)`, `(?s-i)`: from here to the end of the group. */
function takeFlags(reader: RegexReader): boolean {
  const match = takeMatch(reader, /\(\?([a-zA-Z]*)(?:-([a-zA-Z]+))?\)/y);
  if (match) setFlags(reader, match, reader.offset - match[0].length);
  return match !== undefined;
}

function setFlags(reader: RegexReader, [, on = '', off = '']: RegExpExecArray, start: number): void {
  const unknown = /[^imsu]/.exec(on + off);
  if (unknown) throw new RegexSyntaxError(`the mode (?${unknown[0]}) is not supported; i, m and s are`, start);
  const flag = (letter: string, now: boolean): boolean => (now || on.includes(letter)) && !off.includes(letter);
  const { ignoresCase, dotAll, multiline } = reader.flags;
  reader.flags = { ignoresCase: flag('i', ignoresCase), dotAll: flag('s', dotAll), multiline: flag('m', multiline) };
}

function parseQuantifiers(reader: RegexReader, atom: RegexNode): RegexNode {
  let node = atom;
  for (let bounds = takeBounds(reader); bounds; bounds = takeBounds(reader)) {
    const { start } = atom;
    const isLazy = take(reader, '?');
    const isPossessive = !isLazy && take(reader, '+');
    node = { kind: 'repeat', start, node, min: bounds.min, max: bounds.max, isLazy };
    if (isPossessive) node = { kind: 'atomic', start, node };
  }
  return node;
}

function takeBounds(reader: RegexReader): { min: number; max: number } | undefined {
  if (take(reader, '*')) return { min: 0, max: Infinity };
  if (take(reader, '+')) return { min: 1, max: Infinity };
  if (take(reader, '?')) return { min: 0, max: 1 };
  const start = reader.offset;
  const match = takeMatch(reader, /\{(\d+)(?:(,)(\d*))?\}/y);
  if (!match) return undefined;
  const min = Number(match[1]);
  const max = match[2] === undefined ? min : Number(match[3] === '' ? Infinity : match[3]);
  if (max < min) throw new RegexSyntaxError(`the bounds ${match[0]} are backwards`, start);
  if (Math.max(min, Number.isFinite(max) ? max : 0) > maxRepeats)
    throw new RegexSyntaxError(`the bounds ${match[0]} are above ${maxRepeats}`, start);
  return { min, max };
}

function parseAtom(reader: RegexReader): RegexNode {
  const start = reader.offset;
  const char = reader.text[start] ?? '';
  reader.offset += 1;
  if (char === '(') return parseGroup(reader, start);
  if (char === '[') return { kind: 'char', start, set: parseClass(reader) };
  if (char === '.') return { kind: 'char', start, set: reader.flags.dotAll ? allChars : notLineEnds };
  if (char === '^' || char === '$') return parseAnchor(reader, start, char);
  if (char === '\\') return parseEscape(reader, start);
  if (/[*+?]/.test(char))
    throw new RegexSyntaxError(`nothing before ${char} that it could repeat; write \\${char} for the character`, start);
  return parsePlain(reader, start, char);
}

/** A character beyond U+FFFF is two code units, which belong together. */
function parsePlain(reader: RegexReader, start: number, char: string): RegexNode {
  const low = /[\uD800-\uDBFF]/.test(char) ? takeMatch(reader, /[\uDC00-\uDFFF]/y)?.[0] : undefined;
  if (low === undefined) return charNode(reader, start, charsOf(char));
  return sequence([charNode(reader, start, charsOf(char)), charNode(reader, start + 1, charsOf(low))], start);
}

function parseAnchor({ flags }: RegexReader, start: number, char: string): RegexNode {
  return { kind: 'assertion', start, source: flags.multiline ? `(?m:${char})` : char };
}

function charNode({ flags }: RegexReader, start: number, set: CharSet): RegexNode {
  return { kind: 'char', start, set: flags.ignoresCase ? ignoreCase(set) : set };
}

const assertions: ReadonlyMap<string, string> = new Map([
  ['A', '^'],
  ['B', '\\B'],
  ['Z', '(?=\\n?$)'],
  ['b', '\\b'],
  ['z', '$'],
]);

function parseEscape(reader: RegexReader, start: number): RegexNode {
  const letter = reader.text[reader.offset] ?? '';
  const source = assertions.get(letter);
  if (source !== undefined) {
    reader.offset += 1;
    return { kind: 'assertion', start, source };
  }
  if (take(reader, 'Q')) return parseQuotation(reader, start);
  if (take(reader, 'R')) return parseLineEnd(start);
  const named = takeMatch(reader, /k<([^>]+)>/y);
  if (named) return { kind: 'backreference', start, target: named[1] ?? '' };
  const numbered = takeMatch(reader, /[1-9]/y);
  if (numbered) return { kind: 'backreference', start, target: Number(numbered[0]) };
  return charNode(reader, start, parseCharEscape(reader));
}

/** `\Q...\E`: the characters as they are. */
function parseQuotation(reader: RegexReader, start: number): RegexNode {
  const end = reader.text.indexOf('\\E', reader.offset);
  const quoted = reader.text.slice(reader.offset, end === -1 ? undefined : end);
  const nodes = quoted.split('').map((char, index) => charNode(reader, reader.offset + index, charsOf(char)));
  reader.offset = end === -1 ? reader.text.length : end + 2;
  return { kind: 'sequence', start, nodes };
}

function parseLineEnd(start: number): RegexNode {
  const pair: RegexNode[] = ['\r', '\n'].map((char) => ({ kind: 'char', start, set: charsOf(char) }));
  const single: RegexNode = { kind: 'char', start, set: [0x0a, 0x0d, 0x85, 0x85, 0x20_28, 0x20_29] };
  return { kind: 'choice', start, nodes: [{ kind: 'sequence', start, nodes: pair }, single] };
}

/** The reader is behind the `(`. */
function parseGroup(reader: RegexReader, start: number): RegexNode {
  if (take(reader, '?#')) return skipComment(reader, start);
  const { flags } = reader;
  reader.depth += 1;
  if (reader.depth > maxDepth) throw new RegexSyntaxError(`groups nested more than ${maxDepth} deep`, start);
  const wrap = parseOpening(reader, start);
  const node = parseChoice(reader);
  if (!take(reader, ')')) throw new RegexSyntaxError('a ( without its )', start);
  reader.depth -= 1;
  reader.flags = flags;
  return wrap(node);
}

/** Takes what follows the `(` and says what the group makes of its inside. */
function parseOpening(reader: RegexReader, start: number): (node: RegexNode) => RegexNode {
  const look = takeMatch(reader, /\?<?[=!]/y);
  if (look) return (node) => ({ kind: 'look', start, opening: `(${look[0]}`, node });
  if (take(reader, '?>')) return (node) => ({ kind: 'atomic', start, node });
  const modes = takeMatch(reader, /\?([a-zA-Z]*)(?:-([a-zA-Z]+))?:/y);
  if (modes) {
    setFlags(reader, modes, start);
    return (node) => node;
  }
  const name = takeMatch(reader, /\?P?<([^>]+)>/y)?.[1];
  if (name === undefined && take(reader, '?'))
    throw new RegexSyntaxError('a group (? that is none of (?: (?> (?= (?! (?<= (?<! (?<name>', start);
  reader.groups += 1;
  const number = reader.groups;
  return (node) => ({ kind: 'group', start, node, number, name });
}

function skipComment(reader: RegexReader, start: number): RegexNode {
  const end = reader.text.indexOf(')', reader.offset);
  if (end === -1) throw new RegexSyntaxError('a comment (?# without its )', start);
  reader.offset = end + 1;
  return { kind: 'sequence', start, nodes: [] };
}

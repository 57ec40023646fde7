import type { GrokArgument, GrokCall } from './argument.js';

/** A `%{matcher(args):path:filter(args)}`. */
export interface GrokToken {
  /** Offset and end (exclusive) in the pattern. */
  readonly start: number;
  readonly end: number;
  readonly matcher: string;
  /** Absent when there are no parentheses. */
  readonly args: readonly GrokArgument[] | undefined;
  /** The path to write to; `[]` after a colon with nothing behind it; absent without a colon. */
  readonly path: readonly string[] | undefined;
  readonly filters: readonly GrokCall[];
}

/** A token, or what is wrong at which offset of the pattern. */
export type ParsedToken =
  | { readonly ok: true; readonly token: GrokToken }
  | { readonly ok: false; readonly message: string; readonly offset: number };

interface Reader {
  readonly text: string;
  offset: number;
}

class TokenError extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.name = 'TokenError';
    this.offset = offset;
  }
}

/** Reads the token that starts at an offset of a pattern; blanks inside of it are of no account. */
export function parseToken(text: string, start: number): ParsedToken {
  const reader: Reader = { text, offset: start + 2 };
  try {
    return { ok: true, token: readToken(reader, start) };
  } catch (error) {
    if (error instanceof TokenError) return { ok: false, message: error.message, offset: error.offset };
    throw error;
  }
}

function readToken(reader: Reader, start: number): GrokToken {
  // Some pipelines write `%{?>notSpace:x}`, which means the same as without `?>`.
  take(reader, /\s*(?:\?>)?\s*/y);
  const matcher = readName(reader, 'a matcher or rule');
  const args = readArguments(reader);
  const path = take(reader, /\s*:\s*/y) === undefined ? undefined : readPath(reader);
  const filters = path === undefined ? [] : readFilters(reader);
  if (take(reader, /\s*\}/y) === undefined)
    throw new TokenError('a } is missing here, or a : before what follows', reader.offset);
  return { start, end: reader.offset, matcher, args, path, filters };
}

function readFilters(reader: Reader): readonly GrokCall[] {
  const filters: GrokCall[] = [];
  while (take(reader, /\s*:\s*/y) !== undefined) filters.push(readCall(reader, 'a filter'));
  return filters;
}

function take(reader: Reader, pattern: RegExp): string | undefined {
  pattern.lastIndex = reader.offset;
  const found = pattern.exec(reader.text)?.[0];
  if (found !== undefined) reader.offset += found.length;
  return found;
}

function readName(reader: Reader, what: string): string {
  const name = take(reader, /[\w-][\w.-]*/y);
  if (name === undefined) throw new TokenError(`the name of ${what} is missing here`, reader.offset);
  return name;
}

function readCall(reader: Reader, what: string): GrokCall {
  return { name: readName(reader, what), args: readArguments(reader) ?? [] };
}

function readArguments(reader: Reader): readonly GrokArgument[] | undefined {
  if (take(reader, /\s*\(\s*/y) === undefined) return undefined;
  const args: GrokArgument[] = [];
  if (take(reader, /\)/y) !== undefined) return args;
  do args.push(readArgument(reader));
  while (take(reader, /\s*,\s*/y) !== undefined);
  if (take(reader, /\s*\)/y) === undefined) throw new TokenError('a , or ) is missing here', reader.offset);
  return args;
}

const constants: ReadonlyMap<string, boolean | null> = new Map([
  ['false', false],
  ['null', null],
  ['true', true],
]);

function readArgument(reader: Reader): GrokArgument {
  const quoted = take(reader, /"(?:[^"\\]|\\.)*"/sy);
  if (quoted !== undefined) return quoted.slice(1, -1).replaceAll(/\\(["\\])/g, '$1');
  const number = take(reader, /[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y);
  if (number !== undefined) return Number(number);
  const call = readCall(reader, 'a filter, or a "text", a number, true, false or null,');
  const constant = constants.get(call.name);
  return constant === undefined ? call : constant;
}

/** `a.b`, `@a.$b`, `a["quoted key"].c`; split into its keys. */
function readPath(reader: Reader): readonly string[] {
  const keys: string[] = [];
  for (;;) {
    const quoted = take(reader, /\[\s*"(?:[^"\\]|\\.)*"\s*\]/sy);
    const plain = quoted ?? take(reader, /[^\s:}["]+(?:[ \t]+[^\s:}["]+)*/y);
    if (plain === undefined) return keys[0] === 'custom' && keys.length > 1 ? keys.slice(1) : keys;
    if (quoted === undefined) keys.push(...plain.split('.').filter((key, index) => key !== '' || index > 0));
    else keys.push(quoted.slice(quoted.indexOf('"') + 1, quoted.lastIndexOf('"')).replaceAll(/\\(["\\])/g, '$1'));
  }
}

/** What is wrong in a regex, and where; thrown inside the parser and turned into a value by `parseRegex`. */
export class RegexSyntaxError extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.name = 'RegexSyntaxError';
    this.offset = offset;
  }
}

/** The modes that `(?is)` sets, in force until the group ends. */
export interface RegexFlags {
  readonly ignoresCase: boolean;
  readonly dotAll: boolean;
  readonly multiline: boolean;
}

/** Where the parser is in its text. */
export interface RegexReader {
  readonly text: string;
  offset: number;
  flags: RegexFlags;
  groups: number;
  depth: number;
}

/** Takes `expected` if it comes next. */
export function take(reader: RegexReader, expected: string): boolean {
  if (!reader.text.startsWith(expected, reader.offset)) return false;
  reader.offset += expected.length;
  return true;
}

/** Takes what a sticky pattern matches here. */
export function takeMatch(reader: RegexReader, pattern: RegExp): RegExpExecArray | undefined {
  pattern.lastIndex = reader.offset;
  const match = pattern.exec(reader.text) ?? undefined;
  if (match) reader.offset += match[0].length;
  return match;
}

/** What stands between a key and its value. */
export interface Separator {
  /** The code of the character that every separator starts with; -1 when there are several. */
  readonly first: number;
  /** Where the separator that starts at a place ends; -1 when there is none. */
  endAt(text: string, at: number): number;
}

const plainSource = /^(?:[^\\^$.*+?()[\]{}|]|\\[^A-Za-z0-9])+$/;

/** A separator is a regular expression, though most are plain text. `undefined` for an empty one. */
export function compileSeparator(source: string): Separator | undefined {
  if (source === '') return undefined;
  // one character alone always means itself
  if (source.length === 1) return compileText(source);
  if (plainSource.test(source)) return compileText(source.replaceAll(/\\(.)/g, '$1'));
  try {
    return compilePattern(new RegExp(source, 'y'));
  } catch {
    // such as "+="
    return compileText(source);
  }
}

function compileText(separator: string): Separator {
  const first = separator.charCodeAt(0);
  const { length } = separator;
  const endAt = (text: string, at: number): number => {
    if (text.charCodeAt(at) !== first) return -1;
    return length === 1 || text.startsWith(separator, at) ? at + length : -1;
  };
  return { first, endAt };
}

function compilePattern(pattern: RegExp): Separator {
  const endAt = (text: string, at: number): number => {
    pattern.lastIndex = at;
    return pattern.test(text) && pattern.lastIndex > at ? pattern.lastIndex : -1;
  };
  return { first: -1, endAt };
}

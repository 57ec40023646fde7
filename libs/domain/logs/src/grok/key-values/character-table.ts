import { escapeRegex } from '../../escape-regex.js';

/** In a key or value without quotes. */
export const inText = 1;
/** Before a key. */
export const beforeKey = 2;
/** After a value. */
export const afterValue = 4;

/** Which parts of a pair a character belongs to, as a sum of the constants above. */
export interface CharacterTable {
  /** Of the ASCII characters, by code. */
  readonly ascii: Uint8Array;
  /** Of any character. */
  readonly classify: (code: number) => number;
  /** Whether a text can hold what ends it, so that not only its last character may. */
  readonly endsInside: boolean;
}

const asciiCount = 128;

/**
 * Looks every ASCII character up once. `extra` is the inside of a regular expression's bracket expression; `undefined` when it
 * cannot be read.
 */
export function compileCharacterTable(extra: string, before: string, after: string): CharacterTable | undefined {
  const pattern = compileBrackets(extra);
  if (pattern === undefined) return undefined;
  const classify = (code: number): number => {
    const character = String.fromCharCode(code);
    const text = pattern.test(character) ? inText : 0;
    return text + (contains(before, character) ? beforeKey : 0) + (contains(after, character) ? afterValue : 0);
  };
  const ascii = Uint8Array.from({ length: asciiCount }, (_, code) => classify(code));
  return {
    ascii,
    classify,
    endsInside: ascii.some((classes) => (classes & inText) !== 0 && (classes & afterValue) !== 0),
  };
}

/** Of the character at a place of a text, which must be inside of it. */
export function classesAt({ ascii, classify }: CharacterTable, text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < asciiCount ? (ascii[code] ?? 0) : classify(code);
}

function compileBrackets(extra: string): RegExp | undefined {
  // brackets and a leading hyphen mean themselves here, even when nobody escaped them
  const inside = extra.replaceAll(/\\[^]|[[\]]/g, (part) => (part.length > 1 ? part : escapeRegex(part)));
  try {
    return new RegExp(`[\\w.\\-_@${inside.startsWith('-') ? '\\' : ''}${inside}]`);
  } catch {
    return undefined;
  }
}

/** A blank in a set of delimiters stands for all white space. */
function contains(delimiters: string, character: string): boolean {
  return delimiters.includes(character) || (delimiters.includes(' ') && /\s/.test(character));
}

/** Makes hostile texts of harmless ones; the same seed makes the same texts. */
export interface Mangler {
  /** A whole number from 0 up to, but not including, the limit. */
  below(limit: number): number;
  pick<T>(choices: readonly T[]): T;
  /** One of the texts with a few things wrong with it. */
  mangle(texts: readonly string[]): string;
}

type Random = Pick<Mangler, 'below' | 'pick'>;
type Change = (text: string, random: Random) => string;

const maxLength = 32_768;

/** What parsers stumble over. */
const pieces = [
  '\u0000',
  '\ud800',
  '\udfff',
  '\uFEFF',
  '\u2028',
  '\u{1F600}',
  'İ',
  'ß',
  '"',
  '\\',
  '\\u0000',
  '\n',
  '\t',
  ' ',
  '=',
  ':',
  ',',
  '%',
  '%zz',
  '{',
  '}',
  '[',
  ']',
  '<a>',
  '__proto__',
  'constructor',
  'null',
  '-',
  '1e999',
  '99999999999999999999999',
  '-0',
  '0001-01-01T00:00:00Z',
  '9999-99-99',
  '::1',
  '256.256.256.256',
];

const changes: readonly Change[] = [
  (text, { below }) => text.slice(0, below(text.length + 1)),
  (text, { below }) => text.slice(below(text.length + 1)),
  insert,
  insert,
  repeatOne,
  repeatPiece,
  dropPiece,
  (text, { below }) => replaceAt(text, below(text.length + 1), String.fromCharCode(below(65_536))),
  (text) => text.replace(/\d+/, (digits) => digits.repeat(4)),
  (text, { pick }) => text.replace(/"[^"]*"/, () => JSON.stringify(pick(pieces))),
  (text) => text.toUpperCase(),
  (text) => text.replaceAll(' ', '  '),
  (text, { below }) => `${'{"a":'.repeat(below(300))}${text}`,
  (text, { below }) => `{"message":${JSON.stringify(text)},"n":${'['.repeat(below(60))}`,
  (text) => JSON.stringify({ message: text, host: text, status: text, date: text }),
  deepen,
  (text, { below }) => `${text}${' '.repeat(below(2000))}x`,
];

/** Makes a source of random texts. */
export function createMangler(seed: number): Mangler {
  let state = seed | 0 || 1;
  const below = (limit: number): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % Math.max(1, limit);
  };
  const pick = <T>(choices: readonly T[]): T => {
    const choice = choices[below(choices.length)];
    if (choice === undefined) throw new Error('there is nothing to choose from');
    return choice;
  };
  const random: Random = { below, pick };
  return {
    ...random,
    mangle(texts) {
      let text = texts.length === 0 ? pick(pieces) : pick(texts);
      for (let count = below(5); count > 0; count -= 1) text = pick(changes)(text, random).slice(0, maxLength);
      return text;
    },
  };
}

function replaceAt(text: string, at: number, piece: string): string {
  return text.slice(0, at) + piece + text.slice(at + piece.length);
}

function insert(text: string, { below, pick }: Random): string {
  const at = below(text.length + 1);
  return text.slice(0, at) + pick(pieces) + text.slice(at);
}

/** A row of one character is what patterns that backtrack take longest for. */
function repeatOne(text: string, { below }: Random): string {
  const at = below(text.length);
  return text.slice(0, at) + text.charAt(at).repeat(1 + below(2000)) + text.slice(at);
}

function repeatPiece(text: string, { below }: Random): string {
  const at = below(text.length);
  const piece = text.slice(at, at + 1 + below(40));
  return text.slice(0, at) + piece.repeat(1 + below(500)) + text.slice(at);
}

function dropPiece(text: string, { below }: Random): string {
  const at = below(text.length);
  return text.slice(0, at) + text.slice(at + 1 + below(20));
}

function deepen(text: string, { below }: Random): string {
  const depth = below(150);
  return `${'{"message":'.repeat(depth)}${JSON.stringify(text)}${'}'.repeat(depth)}`;
}

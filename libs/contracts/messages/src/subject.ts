/** What a subject says happened or asks for: `<root>.v1.<domain>.<kind>.<key...>`. */
export interface SubjectTemplate<Key extends string = string> {
  /** The subject after the root, with `{key}` for each variable token; also the name of its spans. */
  readonly template: string;
  /** Only a type: the names of the variable tokens. */
  readonly key?: Key;
}

const maxTokens = 7;
const plain = /^[a-z0-9-]$/;
const rootPattern = /^[a-z0-9-]+$/;

/**
 * Escapes any text into one subject token of `[a-z0-9_-]`: every other character becomes `_xx` per UTF-8 byte (lower-case
 * hex), `_` included, so that `unescapeToken` gives the text back. The empty text becomes `_`.
 */
export function escapeToken(text: string): string {
  if (text === '') return '_';
  return Array.from(text.toWellFormed(), (character) =>
    plain.test(character) ? character : escapeCharacter(character),
  ).join('');
}

function escapeCharacter(character: string): string {
  const encoded = encodeURIComponent(character);
  if (encoded.startsWith('%')) return encoded.replaceAll('%', '_').toLowerCase();
  return `_${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

/** The inverse of `escapeToken`; `undefined` when the token is not one of its results. */
export function unescapeToken(token: string): string | undefined {
  if (token === '_') return '';
  if (!/^(?:[a-z0-9-]|_[0-9a-f]{2})+$/.test(token)) return undefined;
  try {
    return decodeURIComponent(token.replaceAll('_', '%'));
  } catch {
    return undefined;
  }
}

/** Declares a subject. Throws when the template is not lower case, starts with a key, or has more than 7 tokens with the root. */
export function defineSubject<Key extends string = never>(template: string): SubjectTemplate<Key> {
  const tokens = template.split('.');
  const valid = tokens.every((token) => /^(?:[a-z0-9-]+|\{[a-z]+\})$/.test(token));
  if (!valid || tokens[0] !== 'v1' || tokens.length + 1 > maxTokens)
    throw new Error(`bad subject template: ${template}`);
  return { template };
}

/**
 * The concrete subject under `root`. Keys are escaped; a key that is not given becomes the wildcard `*`.
 * Throws when `root` is not one token of `[a-z0-9-]`.
 */
export function printSubject<Key extends string>(
  root: string,
  subject: SubjectTemplate<Key>,
  keys: Partial<Record<Key, string>> = {},
): string {
  if (!rootPattern.test(root)) throw new Error(`the NATS subject root must match ${rootPattern}, got "${root}"`);
  const values: Partial<Record<string, string>> = keys;
  const tokens = subject.template.split('.').map((token) => {
    if (!token.startsWith('{')) return token;
    const value = values[token.slice(1, -1)];
    return value === undefined ? '*' : escapeToken(value);
  });
  return [root, ...tokens].join('.');
}

/** The keys of a concrete subject, unescaped; `undefined` when it is not an instance of the template under `root`. */
export function parseSubject<Key extends string>(
  root: string,
  subject: SubjectTemplate<Key>,
  text: string,
): Record<Key, string> | undefined {
  const wanted = [root, ...subject.template.split('.')];
  const found = text.split('.');
  if (found.length !== wanted.length) return undefined;
  const keys: Record<string, string> = {};
  for (const [index, token] of wanted.entries()) {
    const actual = found[index] ?? '';
    if (!token.startsWith('{')) {
      if (actual !== token) return undefined;
      continue;
    }
    const value = unescapeToken(actual);
    if (value === undefined) return undefined;
    keys[token.slice(1, -1)] = value;
  }
  return keys;
}

import { isInteger, sortRequirements, toRequirement, type LabelSelector, type Requirement } from './label-selector.js';
import { failure, type Failure } from './reasons.js';

type Token =
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'symbol'; readonly text: '!' | '!=' | '(' | ')' | ',' | '<' | '=' | '==' | '>' }
  | { readonly kind: 'end'; readonly text: '' };

interface Tokens {
  readonly list: readonly Token[];
  position: number;
}

const tokenPattern = /\s+|(?<symbol>==|!=|[=!(),<>])|(?<word>[^\s=!(),<>]+)/gy;
const namePattern = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const prefixPattern = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const maxLength = 63;
const maxPrefixLength = 253;
const end: Token = { kind: 'end', text: '' };

class SelectorError extends Error {}

/**
 * Parses the text form of a Kubernetes label selector (`a=1,b!=2,c in (x,y),d notin (z),e,!f,g>3`) by the rules of
 * `k8s.io/apimachinery/pkg/labels`: keys and values are checked, blanks are free, the empty text selects everything.
 */
export function parseLabelSelector(text: string): { readonly ok: true; readonly selector: LabelSelector } | Failure {
  try {
    return { ok: true, selector: sortRequirements(parseRequirements({ list: tokenize(text), position: 0 })) };
  } catch (error) {
    if (error instanceof SelectorError)
      return failure('BadSelector', `unable to parse the label selector "${text}": ${error.message}`);
    throw error;
  }
}

function tokenize(text: string): Token[] {
  return [...text.matchAll(tokenPattern)].flatMap(({ groups }): Token[] => {
    const { symbol, word } = groups ?? {};
    if (word !== undefined) return [{ kind: 'word', text: word }];
    return isSymbol(symbol) ? [{ kind: 'symbol', text: symbol }] : [];
  });
}

function isSymbol(text: string | undefined): text is Extract<Token, { kind: 'symbol' }>['text'] {
  return text !== undefined;
}

function peek(tokens: Tokens): Token {
  return tokens.list[tokens.position] ?? end;
}

function take(tokens: Tokens): Token {
  const token = peek(tokens);
  tokens.position += 1;
  return token;
}

function unexpected(found: Token, expected: string): SelectorError {
  return new SelectorError(`found ${found.kind === 'end' ? 'the end' : `"${found.text}"`}, expected ${expected}`);
}

function parseRequirements(tokens: Tokens): Requirement[] {
  const requirements: Requirement[] = [];
  if (peek(tokens).kind === 'end') return requirements;
  for (;;) {
    requirements.push(parseRequirement(tokens));
    const next = take(tokens);
    if (next.kind === 'end') return requirements;
    if (next.text !== ',') throw unexpected(next, 'a comma or the end');
  }
}

function parseRequirement(tokens: Tokens): Requirement {
  if (peek(tokens).text === '!') {
    take(tokens);
    return toRequirement(parseKey(tokens), 'DoesNotExist', []);
  }
  const key = parseKey(tokens);
  const next = peek(tokens);
  if (next.kind === 'end' || next.text === ',') return toRequirement(key, 'Exists', []);
  return parseComparison(key, tokens);
}

function parseComparison(key: string, tokens: Tokens): Requirement {
  const operator = take(tokens);
  switch (operator.text) {
    case '=':
    case '==':
      return toRequirement(key, operator.text, [parseValue(tokens)]);
    case '!=':
      return toRequirement(key, '!=', [parseValue(tokens)]);
    case '>':
    case '<':
      return toRequirement(key, operator.text, [parseInteger(tokens)]);
    case 'in':
      return toRequirement(key, 'In', parseValues(tokens));
    case 'notin':
      return toRequirement(key, 'NotIn', parseValues(tokens));
    default:
      throw unexpected(operator, 'one of =, ==, !=, >, <, in, notin');
  }
}

function parseKey(tokens: Tokens): string {
  const token = take(tokens);
  if (token.kind !== 'word') throw unexpected(token, 'a label key or !');
  const slash = token.text.indexOf('/');
  const prefix = token.text.slice(0, Math.max(slash, 0));
  const name = token.text.slice(slash + 1);
  const goodPrefix = slash === -1 || (prefix.length <= maxPrefixLength && prefixPattern.test(prefix));
  if (!goodPrefix || name.length > maxLength || !namePattern.test(name))
    throw new SelectorError(
      `"${token.text}" is not a label key: [PREFIX/]NAME, NAME of at most 63 letters, digits, -, _ and .`,
    );
  return token.text;
}

function parseValue(tokens: Tokens): string {
  const next = peek(tokens);
  if (next.kind === 'end' || next.text === ',') return '';
  return checkValue(take(tokens));
}

function parseInteger(tokens: Tokens): string {
  const token = take(tokens);
  if (!isInteger(token.text)) throw unexpected(token, 'an integer');
  return token.text;
}

function parseValues(tokens: Tokens): string[] {
  const open = take(tokens);
  if (open.text !== '(') throw unexpected(open, '(');
  const values: string[] = [];
  if (peek(tokens).text === ')') throw new SelectorError('a set of values must not be empty');
  for (;;) {
    const next = peek(tokens);
    values.push(next.text === ',' || next.text === ')' ? '' : checkValue(take(tokens)));
    const separator = take(tokens);
    if (separator.text === ')') return values;
    if (separator.text !== ',') throw unexpected(separator, 'a comma or )');
  }
}

function checkValue(token: Token): string {
  if (token.kind !== 'word') throw unexpected(token, 'a label value');
  if (token.text.length > maxLength || !namePattern.test(token.text))
    throw new SelectorError(`"${token.text}" is not a label value: at most 63 letters, digits, -, _ and .`);
  return token.text;
}

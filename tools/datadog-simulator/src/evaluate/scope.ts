import type { Scope, ScopeTerm } from '@dogwatch/query';
import { collect, refuse, succeed, type Outcome } from '../outcome.js';

/** Whether a series with these tags belongs to a scope. */
export type TagPredicate = (tags: readonly string[]) => boolean;

/** Compiles `{...}`; refuses template variables. */
export function compileScope(scope: Scope): Outcome<TagPredicate> {
  const terms = collect(scope.terms, compileTerm);
  return terms.ok ? succeed((tags) => terms.value.every((holds) => holds(tags))) : terms;
}

function compileTerm(term: ScopeTerm): Outcome<TagPredicate> {
  switch (term.kind) {
    case 'tag':
      return compileTag(term.text);
    case 'in':
      return anyOf(term.values.map((value) => `${term.key}:${value}`));
    case 'not': {
      const operand = compileTerm(term.operand);
      return operand.ok ? succeed((tags) => !operand.value(tags)) : operand;
    }
    case 'group':
      return compileTerm(term.operand);
    default:
      return compileOperands(term.kind, term.operands);
  }
}

function compileOperands(kind: 'and' | 'or', operands: readonly ScopeTerm[]): Outcome<TagPredicate> {
  const terms = collect(operands, compileTerm);
  if (!terms.ok) {
    return terms;
  }
  return succeed(
    kind === 'and'
      ? (tags) => terms.value.every((holds) => holds(tags))
      : (tags) => terms.value.some((holds) => holds(tags)),
  );
}

function anyOf(texts: readonly string[]): Outcome<TagPredicate> {
  const tags = collect(texts, compileTag);
  return tags.ok ? succeed((list) => tags.value.some((holds) => holds(list))) : tags;
}

function compileTag(text: string): Outcome<TagPredicate> {
  if (text.includes('$')) {
    return refuse('TemplateVariable', `Template variable in scope: '${text}' can only be used in a dashboard`);
  }
  if (text === '*') {
    return succeed(() => true);
  }
  const pieces = text.split('*');
  return succeed(
    pieces.length === 1 ? (tags) => tags.includes(text) : (tags) => tags.some((tag) => matchesWildcard(tag, pieces)),
  );
}

/** Pieces stand between the stars; matched without a regular expression, so that no pattern is slow. */
function matchesWildcard(text: string, pieces: readonly string[]): boolean {
  const first = pieces[0] ?? '';
  const last = pieces.at(-1) ?? '';
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) {
    return false;
  }
  const end = text.length - last.length;
  let position = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, position);
    if (found < 0 || found + piece.length > end) {
      return false;
    }
    position = found + piece.length;
  }
  return true;
}

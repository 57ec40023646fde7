import type { Scope, ScopeTerm } from './ast.js';

/** A tag that a scope names. `value` is undefined for a word without colon, for `*` and for a template variable. */
export interface ScopeTag {
  readonly text: string;
  readonly key: string;
  readonly value: string | undefined;
  /** Under an odd number of `!` and NOT. */
  readonly isNegated: boolean;
}

/** The tags of a scope from left to right; `key IN (a, b)` gives `key:a` and `key:b`. */
export function scopeTags(scope: Scope): ScopeTag[] {
  const tags: ScopeTag[] = [];
  for (const term of scope.terms) {
    collect(term, false, tags);
  }
  return tags;
}

function collect(term: ScopeTerm, isNegated: boolean, tags: ScopeTag[]): void {
  switch (term.kind) {
    case 'tag':
      tags.push(toTag(term.text, isNegated));
      break;
    case 'in':
      tags.push(...term.values.map((value) => toTag(`${term.key}:${value}`, isNegated)));
      break;
    case 'not':
      collect(term.operand, !isNegated, tags);
      break;
    case 'group':
      collect(term.operand, isNegated, tags);
      break;
    case 'and':
    case 'or':
      for (const operand of term.operands) {
        collect(operand, isNegated, tags);
      }
  }
}

function toTag(text: string, isNegated: boolean): ScopeTag {
  const colon = text.indexOf(':');
  return colon < 0
    ? { text, key: text, value: undefined, isNegated }
    : { text, key: text.slice(0, colon), value: text.slice(colon + 1), isNegated };
}

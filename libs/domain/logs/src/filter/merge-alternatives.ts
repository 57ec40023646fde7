import type { FilterField, FilterNode } from './ast.js';
import type { CompilableValue } from './compile-value.js';
import { plainText } from './read-word.js';

interface Alternatives {
  readonly terms: readonly { readonly field: FilterField; readonly value: CompilableValue }[];
  readonly others: readonly FilterNode[];
}

/** Makes one look-up in a set of the plain texts that an OR allows for one field: `@id:(a OR b OR c)` reads its path once. */
export function mergeAlternatives(operands: readonly FilterNode[]): Alternatives {
  const groups = new Map<string, { field: FilterField; texts: string[] }>();
  const others: FilterNode[] = [];
  for (const operand of operands) {
    const plain = toPlainTerm(operand);
    if (plain === undefined) {
      others.push(operand);
      continue;
    }
    const key = JSON.stringify(plain.field);
    const group = groups.get(key) ?? { field: plain.field, texts: [] };
    group.texts.push(plain.text);
    groups.set(key, group);
  }
  const terms = [...groups.values()].map(({ field, texts }) => ({ field, value: toValue(texts) }));
  return { terms, others };
}

function toPlainTerm(node: FilterNode): { readonly field: FilterField; readonly text: string } | undefined {
  if (node.kind !== 'term' || node.value.kind !== 'pattern' || isSearched(node.field)) return undefined;
  const text = plainText(node.value.parts);
  return text === undefined ? undefined : { field: node.field, text };
}

/** Messages are searched for words, not compared. */
function isSearched(field: FilterField): boolean {
  return field.kind === 'words' || (field.kind === 'reserved' && field.name === 'message');
}

function toValue(texts: readonly string[]): CompilableValue {
  const [text = ''] = texts;
  return texts.length === 1 ? { kind: 'pattern', parts: [{ kind: 'text', text }] } : { kind: 'oneOf', texts };
}

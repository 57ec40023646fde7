import type { FilterBound, FilterField, FilterNode, FilterValue, PatternPart } from './ast.js';
import { plainText } from './read-word.js';

/** The query of a tree, in one line: reading it gives the same tree but for the places of its nodes. */
export function printFilter(node: FilterNode): string {
  switch (node.kind) {
    case 'everything': {
      return '*';
    }
    case 'not': {
      return `-${printOperand(node.operand)}`;
    }
    case 'and': {
      return node.operands.map(printOperand).join(' ');
    }
    case 'or': {
      return node.operands.map(printOperand).join(' OR ');
    }
    case 'term': {
      return printField(node.field) + printValue(node.value);
    }
    default: {
      return `CIDR(@${escapeWord(node.path.text)}, ${node.networks.map(escapeWord).join(', ')})`;
    }
  }
}

function printOperand(node: FilterNode): string {
  return node.kind === 'and' || node.kind === 'or' ? `(${printFilter(node)})` : printFilter(node);
}

function printField(field: FilterField): string {
  switch (field.kind) {
    case 'words': {
      return '';
    }
    case 'tags': {
      return 'tags:';
    }
    case 'reserved': {
      return `${field.name}:`;
    }
    case 'tag': {
      return `${escapeWord(field.key)}:`;
    }
    default: {
      return `@${escapeWord(field.path.text)}:`;
    }
  }
}

function printValue(value: FilterValue): string {
  switch (value.kind) {
    case 'exists': {
      return '*';
    }
    case 'pattern': {
      return printPattern(value.parts);
    }
    default: {
      return printRange(value.from, value.to);
    }
  }
}

function printPattern(parts: readonly PatternPart[]): string {
  const text = plainText(parts);
  if (text !== undefined) return isSimple(text) ? text : quote(text);
  return parts.map((part) => (part.kind === 'text' ? escapeWord(part.text) : part.wildcard)).join('');
}

function printRange(from: FilterBound | undefined, to: FilterBound | undefined): string {
  if (from === undefined) return to === undefined ? '[* TO *]' : `<${to.isInclusive ? '=' : ''}${printBound(to)}`;
  if (to === undefined) return `>${from.isInclusive ? '=' : ''}${printBound(from)}`;
  const [open, close] = [from.isInclusive ? '[' : '{', to.isInclusive ? ']' : '}'];
  return `${open}${printBound(from)} TO ${printBound(to)}${close}`;
}

function printBound({ text, isQuoted }: FilterBound): string {
  return isQuoted ? quote(text) : escapeWord(text);
}

function isSimple(text: string): boolean {
  return /^[\w./][\w./-]*$/.test(text) && !['AND', 'OR', 'NOT'].includes(text);
}

function quote(text: string): string {
  return `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

function escapeWord(text: string): string {
  return text.replaceAll(/[^\w./]/gu, String.raw`\$&`);
}

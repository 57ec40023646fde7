import { parsePath } from '../path.js';
import type { FilterField, FilterNode } from './ast.js';

/** The same query with every key read as the path of an attribute: objects inside arrays have neither tags nor reserved attributes. */
export function onElements(node: FilterNode): FilterNode {
  switch (node.kind) {
    case 'everything':
    case 'cidr': {
      return node;
    }
    case 'not': {
      return { ...node, operand: onElements(node.operand) };
    }
    case 'and':
    case 'or': {
      return { ...node, operands: node.operands.map(onElements) };
    }
    default: {
      return { ...node, field: toAttribute(node.field) };
    }
  }
}

function toAttribute(field: FilterField): FilterField {
  switch (field.kind) {
    case 'reserved': {
      return { kind: 'attribute', path: parsePath(field.name) };
    }
    case 'tag': {
      return { kind: 'attribute', path: parsePath(field.key) };
    }
    case 'tags': {
      return { kind: 'attribute', path: parsePath('tags') };
    }
    default: {
      return field;
    }
  }
}

import type { DocumentPath, KedaDocument } from '@dogwatch/scaling';
import { type Document, isNode, isScalar, LineCounter, parseAllDocuments } from 'yaml';
import { kubernetesYaml } from '../admission/read-documents.js';
import { UsageError } from '../cli-command.js';

/** A file of YAML or JSON with its documents. */
export interface YamlFile {
  readonly name: string;
  readonly text: string;
  readonly documents: readonly Document.Parsed[];
  readonly lines: LineCounter;
}

/** A place as people count: both start at 1. */
export interface FilePlace {
  readonly line: number;
  readonly column: number;
}

/** Parses a file; a text that is no YAML is wrong usage. */
export function parseYamlFile(text: string, name: string): YamlFile {
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { ...kubernetesYaml, lineCounter: lines });
  const documents = Array.isArray(parsed) ? parsed : [];
  for (const { errors } of documents) {
    const [error] = errors;
    if (error !== undefined) throw new UsageError(`${name} is no YAML: ${error.message.split('\n', 1)[0] ?? ''}`);
  }
  return { name, text, documents, lines };
}

/** The objects of a file, those of lists one by one; documents are counted from `firstIndex`. */
export function objectsOf({ documents, name }: YamlFile, firstIndex: number): KedaDocument[] {
  return documents.flatMap((document, position) => {
    const index = firstIndex + position;
    const value = toValue(document, name);
    const items = itemsOf(value);
    return items === undefined
      ? [{ index, value }]
      : items.map((item, itemIndex) => ({ index, value: item, path: ['items', itemIndex] }));
  });
}

/** Where a value stands, or the innermost one above it that is there; `offset` is a place in a text that is the value. */
export function placeOf(
  { lines, text }: YamlFile,
  document: Document.Parsed,
  { offset = 0, path }: { readonly path: DocumentPath; readonly offset?: number },
): FilePlace {
  const node = innermost(document, path);
  const start = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  const shift = isScalar(node) && typeof node.value === 'string' ? shiftOf(text.slice(start), node.value, offset) : 0;
  const { col, line } = lines.linePos(start + shift);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

/** How far into the source a place of a value is; 0 where the source is written in another way, folded or with escapes. */
function shiftOf(source: string, value: string, offset: number): number {
  const quote = /^["']/.test(source) ? 1 : 0;
  return source.slice(quote).startsWith(value.slice(0, offset + 1)) ? quote + offset : 0;
}

function innermost(document: Document.Parsed, path: DocumentPath): unknown {
  for (let length = path.length; length > 0; length -= 1) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (isNode(node)) return node;
  }
  return document.contents;
}

/** Resolving aliases may fail, for instance when they would make the text grow without bound. */
function toValue(document: Document.Parsed, name: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw new UsageError(`${name} is no YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function itemsOf(value: unknown): readonly unknown[] | undefined {
  if (typeof value !== 'object' || value === null || !('kind' in value) || !('items' in value)) return undefined;
  const { items, kind } = value;
  return typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items) ? items : undefined;
}

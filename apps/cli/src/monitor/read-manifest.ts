import { type ApiBody, isObject } from '@dogwatch/monitors';
import { type Document, isNode, LineCounter, parseAllDocuments } from 'yaml';
import { kubernetesYaml } from '../admission/read-documents.js';

/** A way into an object: names of members and indices of lists. */
export type FieldPath = readonly (number | string)[];

/** An object of a file, with the lines at which its fields stand. */
export interface ManifestObject {
  readonly file: string;
  readonly value: ApiBody;
  /** The line, counted from 1, of a field, or of the innermost field above it that is there. */
  readonly lineOf: (path: FieldPath) => number;
}

/** An object, or something that is none. */
export type ManifestPart =
  | { readonly ok: true; readonly object: ManifestObject }
  | { readonly ok: false; readonly file: string; readonly line: number; readonly message: string };

/** The objects of a text in YAML or JSON, those of lists one by one. Empty documents are left out. */
export function readManifest(text: string, file: string): readonly ManifestPart[] {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { ...kubernetesYaml, lineCounter: lines });
  if (!Array.isArray(documents)) return [];
  return documents.flatMap((document) => readDocument(document, file, lines));
}

function readDocument(document: Document.Parsed, file: string, lines: LineCounter): readonly ManifestPart[] {
  const lineAt = (offset: number): number => Math.max(1, lines.linePos(offset).line);
  const refuse = (message: string, offset: number): ManifestPart[] => [
    { ok: false, file, line: lineAt(offset), message },
  ];
  const [error] = document.errors;
  if (error !== undefined) return refuse(`no YAML: ${error.message.split('\n', 1)[0] ?? ''}`, error.pos[0]);
  const start = document.contents?.range?.[0] ?? 0;
  const read = toValue(document);
  if (!read.ok) return refuse(`no YAML: ${read.message}`, start);
  if (read.value === null || read.value === undefined) return [];
  if (!isObject(read.value))
    return refuse('this is no Kubernetes object; write apiVersion, kind, metadata and spec', start);
  const lineOf = (path: FieldPath): number => lineAt(offsetOf(document, path) ?? start);
  return splitList(read.value, { file, lineOf });
}

/** Resolving aliases may fail, for instance when they would make the text grow without bound. */
function toValue(document: Document.Parsed): { ok: true; value: unknown } | { ok: false; message: string } {
  try {
    return { ok: true, value: document.toJS({ maxAliasCount: 100 }) };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

function splitList(value: ApiBody, { file, lineOf }: Omit<ManifestObject, 'value'>): readonly ManifestPart[] {
  const { kind, items } = value;
  if (typeof kind !== 'string' || !kind.endsWith('List') || !Array.isArray(items)) {
    return [{ ok: true, object: { file, value, lineOf } }];
  }
  return items.map((item: unknown, index) =>
    isObject(item)
      ? { ok: true, object: { file, value: item, lineOf: (path) => lineOf(['items', index, ...path]) } }
      : { ok: false, file, line: lineOf(['items', index]), message: 'this item of the list is no Kubernetes object' },
  );
}

function offsetOf(document: Document.Parsed, path: FieldPath): number | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return undefined;
}

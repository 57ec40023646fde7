import { checkKeda, type DocumentPath, type KedaEdit, planMigration } from '@dogwatch/scaling';
import { type Document, isAlias, isMap, isNode, type Node, Pair, Scalar, visit } from 'yaml';
import type { ExitCode } from '../cli-command.js';
import { readInput } from '../read-input.js';
import { shown } from '../render-excerpt.js';
import type { Terminal } from '../terminal.js';
import { decodeBase64, toIsKedaScaler } from './keda-scaler-address.js';
import { objectsOf, parseYamlFile, type YamlFile } from './yaml-file.js';

/** The options of `dogwatch keda migrate`. */
export interface MigrateTriggersOptions {
  readonly filename: string;
  readonly scalerAddress: string;
  readonly org?: string;
}

/** Prints the file with its triggers moved; documents without one stay as they are, to the byte. */
export async function migrateTriggers(options: MigrateTriggersOptions, terminal: Terminal): Promise<ExitCode> {
  const name = options.filename === '-' ? 'stdin' : options.filename;
  const file = parseYamlFile(await readInput(options.filename, terminal), name);
  const { changes, edits, triggers } = planMigration(objectsOf(file, 0), options);
  const moved = applyEdits(file, edits);
  await terminal.write(moved);
  for (const change of changes) terminal.tell(shown(change));
  terminal.tell(triggers === 0 ? `${name} holds no trigger of the type datadog` : `${triggers} moved`);
  return triggers === 0 ? 0 : tellProblems(parseYamlFile(moved, name), options, terminal);
}

/** What is wrong with the triggers as they are now. */
function tellProblems(file: YamlFile, { scalerAddress }: MigrateTriggersOptions, terminal: Terminal): ExitCode {
  const { findings } = checkKeda(objectsOf(file, 0), {
    isKedaScaler: toIsKedaScaler([scalerAddress]),
    decodeBase64,
  });
  for (const { message, reason, severity } of findings) terminal.tell(`${severity} ${reason}: ${shown(message)}`);
  return findings.some(({ severity }) => severity === 'error') ? 1 : 0;
}

function applyEdits(file: YamlFile, edits: readonly KedaEdit[]): string {
  const pieces = file.documents.map((document, index) => {
    const own = edits.filter((edit) => edit.document === index);
    const source = sourceOf(file, index);
    if (own.length === 0) return source;
    for (const edit of own) applyEdit(document, edit);
    return printLike(document, source);
  });
  return pieces.join('');
}

/** A document with the separator before it. */
function sourceOf({ documents, text }: YamlFile, index: number): string {
  const start = index === 0 ? 0 : (documents[index]?.range[0] ?? 0);
  const next = documents[index + 1];
  return text.slice(start, next === undefined ? text.length : next.range[0]);
}

function applyEdit(document: Document.Parsed, { path, value }: KedaEdit): void {
  copyAliases(document, path);
  if (value === undefined) document.deleteIn(path);
  else if (path.at(-1) === 'metricType' && !document.hasIn(path)) insertAfterType(document, path.slice(0, -1), value);
  else document.setIn(path, value);
}

/** An alias on the way becomes a copy of what it stands for, which can then be changed. */
function copyAliases(document: Document.Parsed, path: DocumentPath): void {
  for (let length = 1; length < path.length; length += 1) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    const copy = isAlias(node) ? node.resolve(document)?.clone() : undefined;
    if (isNode(copy)) document.setIn(path.slice(0, length), withoutAnchors(copy));
  }
}

/** An anchor may be set once. */
function withoutAnchors(copy: Node): Node {
  visit(copy, {
    Value: (_, node) => {
      delete node.anchor;
    },
  });
  return copy;
}

/** Beside the type of the trigger is where people look for it. */
function insertAfterType(document: Document.Parsed, path: DocumentPath, metricType: string): void {
  const trigger: unknown = document.getIn(path, true);
  if (!isMap(trigger)) return;
  const type = trigger.items.findIndex(({ key }) => key instanceof Scalar && key.value === 'type');
  trigger.items.splice(type + 1, 0, new Pair(new Scalar('metricType'), new Scalar(metricType)));
}

/** Prints a document as it was written: JSON, or YAML with its separator, indentation of lists, blanks in braces and line ends. */
function printLike(document: Document.Parsed, source: string): string {
  if (/^\s*\{/.test(source)) return `${JSON.stringify(document.toJS(), undefined, 2)}\n`;
  const indentSeq = !/^( *)(?:- )?[^\s#-][^\n]*:\s*\n(?:[^\S\n]*#[^\n]*\n)*\1- /m.test(source);
  const flowCollectionPadding = !/[:-] \{[^\s}]/.test(source);
  const printed = document.toString({ lineWidth: 0, indentSeq, flowCollectionPadding });
  const separator = /^\s*---[^\S\n]*\n/.exec(source)?.[0] ?? '';
  const text = separator !== '' && !printed.startsWith('---') ? `${separator}${printed}` : printed;
  return source.includes('\r\n') ? text.replaceAll(/\r?\n/g, '\r\n') : text;
}

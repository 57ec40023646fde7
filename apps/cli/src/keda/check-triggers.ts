import { checkKeda, type KedaCheck, type KedaDocument, type KedaFinding } from '@dogwatch/scaling';
import { type ExitCode, UsageError } from '../cli-command.js';
import { readInput } from '../read-input.js';
import { renderExcerpt, shown } from '../render-excerpt.js';
import type { Terminal } from '../terminal.js';
import { decodeBase64, toIsKedaScaler } from './keda-scaler-address.js';
import { type FilePlace, objectsOf, parseYamlFile, placeOf, type YamlFile } from './yaml-file.js';

/** The options of `dogwatch keda check`. */
export interface CheckTriggersOptions {
  readonly filename: readonly string[];
  readonly scalerAddress?: readonly string[];
  readonly strict?: boolean;
  readonly json?: boolean;
}

/** A finding with its place as people count. */
interface Located extends FilePlace {
  readonly finding: KedaFinding;
  readonly file: string;
  /** What stands there. */
  readonly value: unknown;
}

/** Tells what is wrong with the triggers of all files together. */
export async function checkTriggers(options: CheckTriggersOptions, terminal: Terminal): Promise<ExitCode> {
  const files: YamlFile[] = [];
  for (const name of options.filename) files.push(parseYamlFile(await readInput(name, terminal), shownName(name)));
  const check = checkKeda(documentsOf(files), {
    isKedaScaler: toIsKedaScaler(options.scalerAddress ?? []),
    decodeBase64,
  });
  if (check.triggers === 0)
    throw new UsageError(
      `${options.filename.join(', ')}: there is no trigger for Datadog in a ScaledObject or ScaledJob`,
    );
  for (const located of check.findings.map((finding) => locate(finding, files)).toSorted(byPlace))
    await terminal.write(options.json === true ? renderJson(located) : render(located, terminal.style));
  if (options.json !== true) await terminal.write(renderEnd(check, terminal.style));
  return check.findings.some(({ severity }) => severity === 'error' || options.strict === true) ? 1 : 0;
}

function byPlace(a: Located, b: Located): number {
  return a.finding.document - b.finding.document || a.line - b.line || a.column - b.column;
}

function shownName(name: string): string {
  return name === '-' ? 'stdin' : name;
}

function documentsOf(files: readonly YamlFile[]): KedaDocument[] {
  const documents: KedaDocument[] = [];
  let firstIndex = 0;
  for (const file of files) {
    documents.push(...objectsOf(file, firstIndex));
    firstIndex += file.documents.length;
  }
  return documents;
}

function locate(finding: KedaFinding, files: readonly YamlFile[]): Located {
  const all = files.flatMap((file) => file.documents.map((document) => ({ file, document })));
  const found = all[finding.document];
  if (found === undefined) throw new Error(`there is no document ${finding.document}`);
  const { document, file } = found;
  return { finding, file: file.name, value: document.getIn(finding.path), ...placeOf(file, document, finding) };
}

function render({ column, file, finding, line, value }: Located, style: Terminal['style']): string {
  const { message, offset, reason } = finding;
  const severity = finding.severity === 'error' ? style('red', 'error') : style('yellow', 'warning');
  const head = `${file}:${line}:${column}: ${severity} ${reason}: ${shown(message)}\n`;
  return offset === undefined || typeof value !== 'string' ? head : `${head}${renderExcerpt(value, offset)}\n`;
}

function renderJson({ column, file, finding, line }: Located): string {
  const { message, path, reason, severity } = finding;
  return `${JSON.stringify({ file, line, column, severity, reason, path: path.join('.'), message })}\n`;
}

function renderEnd({ absent, findings, triggers }: KedaCheck, style: Terminal['style']): string {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.length - errors;
  const text = [amount(triggers, 'trigger'), amount(errors, 'error'), amount(warnings, 'warning')].join(', ');
  const unchecked = absent.map((name) => `not checked, for it is not in the file: ${name}\n`).join('');
  return `${unchecked}${style(errors > 0 ? 'red' : warnings > 0 ? 'yellow' : 'green', text)}\n`;
}

function amount(number: number, one: string): string {
  return `${number} ${one}${number === 1 ? '' : 's'}`;
}

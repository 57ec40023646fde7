import { createReadStream } from 'node:fs';
import { type CheckedLine, type LineLanguage, type Problem, checkLine } from './check-line.js';
import { type CliCommand, type ExitCode, UsageError } from './cli-command.js';
import { maxLineLength, readLines } from './read-lines.js';
import { renderExcerpt, shown } from './render-excerpt.js';
import type { Terminal } from './terminal.js';

interface Options {
  readonly monitor?: boolean;
  readonly dashboard?: boolean;
  readonly json?: boolean;
}

interface Totals {
  queries: number;
  refused: number;
  warnings: number;
}

/** `dogwatch query check`: tells which queries of a file Datadog would refuse, and why. */
export const queryCheck: CliCommand = {
  path: ['query', 'check'],
  summary: 'Check queries, one a line: exit code 0 when all are fine, 1 when one is refused',
  define: (command) => {
    command
      .argument('[FILE]', 'a file with queries; - or nothing for standard input', '-')
      .option('--monitor', 'the lines are monitor queries, or JSON objects with "type" and "query"')
      .option('--dashboard', 'the queries are those of dashboards, where template variables such as $env are allowed')
      .option('--json', 'one JSON object a query: line, query, ok, errors, warnings')
      .addHelpText('after', '\nExample:\n  echo "avg:system.load.1{*}" | dogwatch query check');
    return (terminal) => run(command.args[0] ?? '-', command.opts<Options>(), terminal);
  },
};

async function run(file: string, options: Options, terminal: Terminal): Promise<ExitCode> {
  const language = languageOf(options);
  const name = file === '-' ? 'stdin' : file;
  const totals: Totals = { queries: 0, refused: 0, warnings: 0 };
  for await (const { number, text } of readLines(openInput(file, terminal))) {
    if (text?.trim() !== '') {
      const checked = text === undefined ? tooLong() : checkLine(text, language);
      count(checked, totals);
      await terminal.write(
        options.json ? renderJson(number, checked) : renderLine(`${name}:${number}`, checked, terminal),
      );
    }
  }
  if (!options.json) {
    await terminal.write(renderTotals(totals, terminal));
  }
  return totals.refused > 0 ? 1 : 0;
}

function languageOf({ monitor, dashboard }: Options): LineLanguage {
  if (monitor && dashboard) {
    throw new UsageError('--monitor and --dashboard exclude each other');
  }
  return monitor ? 'monitor' : dashboard ? 'dashboard' : 'metric';
}

function count({ errors, warnings }: CheckedLine, totals: Totals): void {
  totals.queries++;
  totals.refused += errors.length > 0 ? 1 : 0;
  totals.warnings += warnings.length;
}

async function* openInput(file: string, terminal: Terminal): AsyncGenerator<Uint8Array> {
  if (file === '-') {
    yield* terminal.input;
    return;
  }
  try {
    yield* createReadStream(file);
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function tooLong(): CheckedLine {
  const message = `the line is longer than ${maxLineLength} characters; one query stands on a line`;
  const problem: Problem = { level: 'input', reason: 'LineTooLong', message, line: 1, column: 1, offset: undefined };
  return { query: '', errors: [problem], warnings: [] };
}

function renderJson(line: number, { query, type, errors, warnings }: CheckedLine): string {
  return `${JSON.stringify({ line, query, type, ok: errors.length === 0, errors, warnings })}\n`;
}

function renderLine(place: string, { query, errors, warnings }: CheckedLine, terminal: Terminal): string {
  const error = terminal.style('red', 'error');
  const warning = terminal.style('yellow', 'warning');
  return [
    ...errors.map((problem) => renderProblem(`${place}:${problem.column}: ${error}`, problem, query)),
    ...warnings.map((problem) => renderProblem(`${place}:${problem.column}: ${warning}`, problem, query)),
  ].join('');
}

function renderProblem(head: string, { reason, message, offset }: Problem, query: string): string {
  const excerpt = offset === undefined ? '' : `${renderExcerpt(query, offset)}\n`;
  return `${head} ${reason}: ${shown(message)}\n${excerpt}`;
}

function renderTotals({ queries, refused, warnings }: Totals, terminal: Terminal): string {
  const summary = `${amount(queries, 'query', 'queries')}, ${refused} refused, ${amount(warnings, 'warning', 'warnings')}`;
  return `${terminal.style(refused > 0 ? 'red' : 'green', summary)}\n`;
}

function amount(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}

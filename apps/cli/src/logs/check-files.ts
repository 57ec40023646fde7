import type { LogsEnvironment, PipelineProblem } from '@dogwatch/logs';
import { type ExitCode, UsageError } from '../cli-command.js';
import type { Terminal } from '../terminal.js';
import { createCliEnvironment } from './cli-environment.js';
import { compileFile, isError } from './compile-file.js';
import { type PipelineFile, readPipelineFile } from './pipeline-file.js';
import { renderProblem } from './render-problem.js';

/** The options of `dogwatch logs check`. */
export interface CheckFilesOptions {
  readonly strict?: boolean;
  readonly json?: boolean;
}

/** Tells the problems of every file, each in a line. */
export async function checkFiles(
  names: readonly string[],
  { strict, json }: CheckFilesOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const environment = await createCliEnvironment({ nowMillis: Date.now });
  const totals = { pipelines: 0, errors: 0, warnings: 0 };
  for (const name of names) {
    const { file, problems } = await checkFile(name, environment, names.length === 1);
    totals.pipelines += file?.pipelines.length ?? 0;
    totals.errors += problems.filter(isError).length;
    totals.warnings += problems.filter((problem) => !isError(problem)).length;
    for (const problem of problems) {
      const text = json
        ? JSON.stringify({ file: name, ...problem })
        : `${name}: ${renderProblem(problem, file, terminal.style)}`;
      await terminal.write(`${text}\n`);
    }
  }
  if (!json) await terminal.write(renderTotals(totals, terminal.style));
  return totals.errors > 0 || (strict && totals.warnings > 0) ? 1 : 0;
}

interface CheckedFile {
  readonly file: PipelineFile | undefined;
  readonly problems: readonly PipelineProblem[];
}

/** Of several files, one that cannot be read is a problem beside those of the others; alone it is wrong usage. */
async function checkFile(name: string, environment: LogsEnvironment, isOnly: boolean): Promise<CheckedFile> {
  try {
    const file = await readPipelineFile(name);
    return { file, problems: compileFile(file, environment).problems };
  } catch (error) {
    if (!(error instanceof UsageError) || isOnly) throw error;
    return { file: undefined, problems: [toProblem(error)] };
  }
}

/** A file that is no pipeline, told like a problem of one. */
export function toProblem({ message }: UsageError): PipelineProblem {
  return { severity: 'error', reason: 'InvalidFile', path: '', message };
}

function renderTotals(
  totals: { readonly pipelines: number; readonly errors: number; readonly warnings: number },
  style: Terminal['style'],
): string {
  const { pipelines, errors, warnings } = totals;
  const parts = [amount(pipelines, 'pipeline'), amount(errors, 'error'), amount(warnings, 'warning')];
  return `${style(errors > 0 ? 'red' : warnings > 0 ? 'yellow' : 'green', parts.join(', '))}\n`;
}

function amount(number: number, one: string): string {
  return `${number} ${one}${number === 1 ? '' : 's'}`;
}

import { type Log, logOfTest, type LogTrace, printJson, runPipelineTest } from '@dogwatch/logs';
import { type ExitCode, UsageError } from '../cli-command.js';
import { readLines } from '../read-lines.js';
import { shown } from '../render-excerpt.js';
import type { Terminal } from '../terminal.js';
import { createCliEnvironment } from './cli-environment.js';
import { programOf } from './compile-file.js';
import { findTestsOf } from './find-tests.js';
import type { LineOptions } from './line-options.js';
import { openLines } from './open-lines.js';
import { printLog, toPrintable } from './print-log.js';
import { renderDifference } from './render-difference.js';
import { renderTrace } from './render-trace.js';
import { compileSet } from './run-tests.js';
import { readTestSet } from './test-set.js';

/** The options of `dogwatch logs explain`. */
export interface ExplainLinesOptions extends LineOptions {
  readonly test?: string;
  readonly json?: boolean;
}

/** Explains every line of standard input, or the sample of one test. */
export async function explainLines(file: string, options: ExplainLinesOptions, terminal: Terminal): Promise<ExitCode> {
  if (options.test !== undefined) return explainTest(file, options.test, options, terminal);
  const opened = await openLines(file, options, terminal);
  if (opened === undefined) return 1;
  const { program, toLog, leftOut } = opened;
  for await (const line of readLines(terminal.input)) {
    const log = toLog(line);
    if (log !== undefined) await terminal.write(render(program.explain(log), log, options, terminal));
  }
  return leftOut() > 0 ? 1 : 0;
}

async function explainTest(
  file: string,
  wanted: string,
  options: ExplainLinesOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const set = await readTestSet(await findTestsOf(file));
  const { source } = set.pipeline;
  const test = set.tests.find(({ n }) => String(n) === wanted);
  if (test === undefined)
    throw new UsageError(`${set.testsFile} has no test ${wanted}, but: ${set.tests.map(({ n }) => n).join(', ')}`);
  const environment = await createCliEnvironment({
    nowMillis: () => set.nowMillis,
    geoip: options.geoip,
    hasGeoip: true,
  });
  const program = programOf(compileSet(set, environment), set.pipeline, terminal);
  if (program === undefined) return 1;
  const log = logOfTest(test, source);
  await terminal.write(render(program.explain(log), log, options, terminal));
  const { differences } = runPipelineTest(program, test, source);
  const lines = differences.flatMap((difference) => renderDifference(difference, terminal.style));
  if (!options.json && lines.length > 0) await terminal.write(`the test fails:\n  ${lines.join('\n  ')}\n`);
  return lines.length > 0 ? 1 : 0;
}

function render(trace: LogTrace, log: Log, { json }: ExplainLinesOptions, { style }: Terminal): string {
  if (json) return `${printJson({ ...trace, log: toPrintable(log) })}\n`;
  return `${renderTrace(trace, style)}${printLog(log, 2).split('\n').map(shown).join('\n')}\n`;
}

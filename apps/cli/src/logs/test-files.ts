import { writeFile } from 'node:fs/promises';
import { type PipelineProblem, printJson } from '@dogwatch/logs';
import { type ExitCode, UsageError } from '../cli-command.js';
import { readLines } from '../read-lines.js';
import type { Terminal } from '../terminal.js';
import { toProblem } from './check-files.js';
import { createCliEnvironment } from './cli-environment.js';
import { findTests } from './find-tests.js';
import { nameOf } from './render-difference.js';
import { renderJunit } from './render-junit.js';
import { countTests, renderOutcome, renderTotals } from './render-tests.js';
import { failuresOf, runTests, type SetOutcome } from './run-tests.js';
import { readTestSet, type TestFiles, type TestSet } from './test-set.js';
import { updateTests } from './update-tests.js';
import { watchFiles } from './watch-files.js';

/** The options of `dogwatch logs test`. */
export interface TestFilesOptions {
  readonly watch?: boolean;
  readonly update?: boolean;
  readonly json?: boolean;
  readonly junit?: string;
  readonly geoip?: string;
}

/** Runs the tests that the paths hold; with `--watch` those of files that change, again and again. */
export async function testFiles(
  paths: readonly string[],
  options: TestFilesOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const found = await findTests(paths);
  const exitCode = await runAll(found, options, terminal);
  return options.watch ? watchTests(found, options, terminal) : exitCode;
}

async function runAll(found: readonly TestFiles[], options: TestFilesOptions, terminal: Terminal): Promise<ExitCode> {
  const width = Math.max(...found.map(({ name }) => name.length));
  const render = options.json ? renderJson : (outcome: SetOutcome) => renderOutcome(outcome, width, terminal.style);
  const outcomes: SetOutcome[] = [];
  for (const files of found) {
    const outcome = await runSet(files, options);
    const settled = options.update ? await update(outcome, terminal) : outcome;
    outcomes.push(settled);
    await terminal.write(render(settled));
  }
  if (options.junit !== undefined) await writeReport(options.junit, renderJunit(outcomes));
  const totals = countTests(outcomes);
  if (!options.json) await terminal.write(renderTotals(totals, terminal.style));
  return totals.failed + totals.broken > 0 ? 1 : 0;
}

/** A file that cannot be read is one that fails: the others are run all the same. */
async function runSet(files: TestFiles, { geoip }: TestFilesOptions): Promise<SetOutcome> {
  const set = await readOrFail(files);
  if ('message' in set) return { set: { ...files, pipeline: undefined }, errors: [set], outcomes: [] };
  return runTests(set, await createCliEnvironment({ nowMillis: () => set.nowMillis, geoip, hasGeoip: true }));
}

async function readOrFail(files: TestFiles): Promise<TestSet | PipelineProblem> {
  try {
    return await readTestSet(files);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return toProblem(error);
  }
}

/** Writes what came out into the tests that fail; the outcome as it is after that. */
async function update(outcome: SetOutcome, terminal: Terminal): Promise<SetOutcome> {
  const failures = failuresOf(outcome);
  if (failures.length === 0) return outcome;
  await updateTests(outcome.set.testsFile, failures);
  terminal.tell(`${outcome.set.testsFile}: ${failures.length} of ${outcome.outcomes.length} tests updated`);
  return { ...outcome, outcomes: outcome.outcomes.map((test) => ({ ...test, differences: [] })) };
}

function renderJson({ set, errors, outcomes }: SetOutcome): string {
  const broken = errors.map(({ path, reason, message }) =>
    JSON.stringify({ file: set.name, ok: false, reason, path, message }),
  );
  const tests = outcomes.map(({ test, differences }) =>
    printJson({
      file: set.testsFile,
      test: test.n,
      ok: differences.length === 0,
      differences: differences.map(({ what, expected, actual }) => ({
        what: nameOf(what),
        ...(expected !== undefined && { expected }),
        ...(actual !== undefined && { actual }),
      })),
    }),
  );
  return [...broken, ...tests].map((line) => `${line}\n`).join('');
}

async function writeReport(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new UsageError(`cannot write ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function watchTests(
  found: readonly TestFiles[],
  options: TestFilesOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const quit = new AbortController();
  // an input that fails asks for nothing; a signal still ends the watch
  quitOnRequest(terminal, quit).catch(() => undefined);
  terminal.tell('watching; q and Enter ends it');
  const files = found.flatMap(({ pipelineFile, testsFile }) => [pipelineFile, testsFile]);
  for await (const changed of watchFiles(files, quit.signal)) {
    const again = found.filter(({ pipelineFile, testsFile }) => changed.has(pipelineFile) || changed.has(testsFile));
    await runAll(again, options, terminal);
  }
  return 0;
}

async function quitOnRequest({ input }: Terminal, quit: AbortController): Promise<void> {
  for await (const { text } of readLines(input)) {
    if (text?.trim() === 'q') return quit.abort();
  }
}

// Runs the conformance data against the code: every file and folder of CONFORMANCE_DATA (default ../shared/vectors beside
// the checkout) that has a suite. One line per suite, `name passed failed known`.
//   npm run conformance [-- --verbose --suite NAME --case TEXT]    exit 1 on a failure, 2 on wrong usage
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runSuites } from './run-suites.ts';
import type { KnownFailure } from './suite.ts';
import { suites } from './suites/index.ts';

const root = resolve(import.meta.dirname, '../..');

function readOptions(): { verbose?: boolean; suite?: string; case?: string } {
  const { values } = parseArgs({
    options: { verbose: { type: 'boolean' }, suite: { type: 'string' }, case: { type: 'string' } },
  });
  return values;
}

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}

function print(line: string): void {
  console.log(line);
}

async function main(): Promise<void> {
  const folder = resolve(root, process.env['CONFORMANCE_DATA'] ?? '../shared/vectors');
  if (!existsSync(folder)) fail(`CONFORMANCE_DATA: there is no folder ${folder}; set it to the folder with the data`);
  const known: readonly KnownFailure[] = JSON.parse(readFileSync(join(import.meta.dirname, 'known.json'), 'utf8'));
  const { verbose = false, suite, case: caseText } = readOptions();
  if (suite !== undefined && !suites.some(({ name }) => name === suite))
    fail(`--suite: there is no "${suite}"; there are ${suites.map(({ name }) => name).join(', ')}`);
  const { failed } = await runSuites({ folder, suites, known, suite, caseText, verbose, print });
  process.exitCode = failed > 0 ? 1 : 0;
}

await main().catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)));

import { readdirSync } from 'node:fs';
import type { Case, CaseResult, KnownFailure, Suite } from './suite.ts';

/** What to run and where the lines go. */
export interface RunOptions {
  /** The folder with the conformance data. */
  readonly folder: string;
  readonly suites: readonly Suite[];
  readonly known: readonly KnownFailure[];
  /** Only the suite of exactly this name. */
  readonly suite?: string | undefined;
  /** Only cases whose key contains this text. */
  readonly caseText?: string | undefined;
  /** Prints the difference under every failure. */
  readonly verbose?: boolean;
  readonly print: (line: string) => void;
}

/** How many cases passed, and failed without being known to. */
export interface Totals {
  readonly passed: number;
  readonly failed: number;
}

interface SuiteReport {
  passed: number;
  known: number;
  readonly failures: { readonly key: string; readonly diff: string }[];
  /** Why cases were not run -> how many. */
  readonly skipped: Map<string, number>;
}

/**
 * Runs every suite that the data folder holds and prints a line for each, then the failures. A file or folder without a
 * runner is named. A case listed as known is run too: when it fails it is counted apart, when it passes that is a failure.
 */
export async function runSuites(options: RunOptions): Promise<Totals> {
  const byName = new Map(options.suites.map((suite) => [suite.name, suite]));
  const names = suiteNames(options.folder).filter((name) => options.suite === undefined || name === options.suite);
  if (options.suite !== undefined && names.length === 0)
    options.print(`${options.suite}: nothing of this name in the data`);
  const totals = { passed: 0, failed: 0 };
  for (const name of names) {
    const suite = byName.get(name);
    if (suite === undefined) {
      options.print(`${name}: no runner`);
      continue;
    }
    const report = await runSuite(suite, options);
    printReport(name, report, options);
    totals.passed += report.passed;
    totals.failed += report.failures.length;
  }
  options.print(`${totals.passed} passed, ${totals.failed} failed`);
  return totals;
}

function suiteNames(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith('.') && (entry.isDirectory() || entry.name.endsWith('.json')))
    .map((entry) => (entry.isDirectory() ? entry.name : entry.name.slice(0, -'.json'.length)))
    .filter((name, index, all) => all.indexOf(name) === index)
    .sort();
}

async function runSuite(suite: Suite, options: RunOptions): Promise<SuiteReport> {
  const known = new Set(options.known.filter((entry) => entry.suite === suite.name).map((entry) => entry.case));
  const report: SuiteReport = { passed: 0, known: 0, failures: [], skipped: new Map() };
  try {
    for await (const item of suite.load(options.folder)) {
      if (options.caseText !== undefined && !item.key.includes(options.caseText)) continue;
      count(report, item.key, await runCase(item), known.has(item.key));
    }
  } catch (error) {
    report.failures.push({ key: '(load)', diff: describe(error) });
  } finally {
    await suite.close?.();
  }
  return report;
}

async function runCase(item: Case): Promise<CaseResult> {
  try {
    return await item.run();
  } catch (error) {
    return { ok: false, diff: describe(error) };
  }
}

function count(report: SuiteReport, key: string, result: CaseResult, isKnown: boolean): void {
  if (result.ok === 'skipped') report.skipped.set(result.why, (report.skipped.get(result.why) ?? 0) + 1);
  else if (result.ok && isKnown)
    report.failures.push({ key, diff: 'passes, but known.json lists it: remove the entry' });
  else if (result.ok) report.passed += 1;
  else if (isKnown) report.known += 1;
  else report.failures.push({ key, diff: result.diff });
}

function printReport(name: string, report: SuiteReport, options: RunOptions): void {
  options.print(`${name} ${report.passed} ${report.failures.length} ${report.known}`);
  for (const [why, times] of report.skipped) options.print(`  ${times} not run: ${why}`);
  for (const { key, diff } of report.failures) {
    options.print(`  failed: ${key}`);
    if (options.verbose === true) for (const line of diff.split('\n')) options.print(`    ${line}`);
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

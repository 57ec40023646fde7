import type { PipelineTest } from '@dogwatch/logs';
import { shown } from '../render-excerpt.js';
import type { Terminal } from '../terminal.js';
import { renderDifference } from './render-difference.js';
import { renderProblem } from './render-problem.js';
import { failuresOf, type SetOutcome } from './run-tests.js';

type Style = Terminal['style'];

/** What the sets that have run gave together. */
export interface TestTotals {
  readonly files: number;
  readonly passed: number;
  readonly failed: number;
  /** Files whose pipeline cannot run. */
  readonly broken: number;
}

/** A line about a set, padded to the width of the longest name, and what is wrong below it. */
export function renderOutcome(outcome: SetOutcome, width: number, style: Style): string {
  const { set, errors, outcomes } = outcome;
  const name = set.name.padEnd(width);
  if (errors.length > 0) {
    const lines = errors.map((error) => `  ${renderProblem(error, set.pipeline, style)}`);
    return [`${style('red', 'FAIL')}  ${name}  the pipeline cannot run`, ...lines, ''].join('\n');
  }
  const failures = failuresOf(outcome);
  if (failures.length === 0) return `${style('green', 'ok')}    ${name}  ${amount(outcomes.length, 'test')}\n`;
  const details = failures.flatMap(({ test, differences }) => [
    `  ${titleOf(test)}`,
    ...differences.flatMap((difference) => renderDifference(difference, style)).map((line) => `    ${line}`),
  ]);
  const summary = `${failures.length} of ${amount(outcomes.length, 'test')} failed`;
  return [`${style('red', 'FAIL')}  ${name}  ${summary}`, ...details, ''].join('\n');
}

/** Counts what the sets gave. */
export function countTests(sets: readonly SetOutcome[]): TestTotals {
  const all = sets.flatMap(({ outcomes }) => outcomes).length;
  const failed = sets.flatMap(failuresOf).length;
  const broken = sets.filter(({ errors }) => errors.length > 0).length;
  return { files: sets.length, passed: all - failed, failed, broken };
}

/** The last line. */
export function renderTotals({ files, passed, failed, broken }: TestTotals, style: Style): string {
  const parts = [
    `${passed} passed`,
    `${failed} failed`,
    ...(broken > 0 ? [`${amount(broken, 'pipeline')} cannot run`] : []),
  ];
  const text = `${amount(passed + failed, 'test')} in ${amount(files, 'file')}: ${parts.join(', ')}`;
  return `${style(failed + broken > 0 ? 'red' : 'green', text)}\n`;
}

const titleLength = 70;

/** The number of a test and the start of its sample, in one line. */
export function titleOf({ n, sample }: PipelineTest): string {
  const text = shown(sample.slice(0, titleLength * 2).replaceAll(/\s+/g, ' '));
  return `#${n} ${text.length > titleLength ? `${text.slice(0, titleLength)}…` : text}`;
}

function amount(number: number, one: string): string {
  return `${number} ${one}${number === 1 ? '' : 's'}`;
}

import { parseFilter } from '../filter/parse-filter.js';
import { requiredSources } from '../filter/required-sources.js';
import type { RunProcessor } from '../processor.js';
import { runSteps, type Step } from './step.js';

/** A pipeline of a set, with the query of its filter. */
export interface RootStep {
  readonly step: Step;
  readonly query: string | undefined;
}

/**
 * One function that runs pipelines in order. Most pipelines are for one source, which no processor changes: a log is only shown
 * to those that its source allows, so that a hundred pipelines cost it little more than its own. A log that is explained
 * visits them all.
 */
export function runBySource(roots: readonly RootStep[]): RunProcessor {
  const known = roots.map(({ step, query = '*' }) => {
    const parsed = parseFilter(query);
    return { step, sources: parsed.ok ? requiredSources(parsed.value) : undefined };
  });
  const runFor = (source?: string): RunProcessor =>
    runSteps(
      known
        .filter(({ sources }) => sources === undefined || (source !== undefined && sources.includes(source)))
        .map(({ step }) => step),
    );
  const sourcesOfAll = new Set(known.flatMap(({ sources = [] }) => sources));
  const bySource = new Map([...sourcesOfAll].map((source) => [source, runFor(source)]));
  const runOther = runFor();
  const runAll = runSteps(known.map(({ step }) => step));
  return (log, notes) => {
    if (notes) return runAll(log, notes);
    const run = log.source === undefined ? undefined : bySource.get(log.source);
    return (run ?? runOther)(log);
  };
}

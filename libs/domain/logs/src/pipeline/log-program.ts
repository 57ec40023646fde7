import type { Log } from '../log.js';
import type { Preprocess } from '../preprocess/create-preprocessor.js';
import type { RunProcessor, StepName } from '../processor.js';
import { disableStep, type Step } from './step.js';
import { type LogTrace, recordTrace } from './trace.js';

/** A set of pipelines, ready to run. */
export interface LogProgram {
  /** Preprocesses a log and runs every pipeline on it, in order, in place. Never throws. */
  process(log: Log): void;
  /** Does the same and tells what each step did and why. */
  explain(log: Log): LogTrace;
  /**
   * Switches off the processor at a place, as `ExecutionCursor.at` names it; what follows the first blank (the rule) is of no
   * account. Says whether there was one that was still on.
   */
  disable(at: string, reason: string): boolean;
  /** The places of the processors that `disable` switched off, each with the reason. */
  disabled(): ReadonlyMap<string, string>;
}

/** What a program is made of. */
export interface ProgramParts {
  readonly preprocess: Preprocess;
  readonly run: RunProcessor;
  /** Every step at every depth, by its place. */
  readonly steps: ReadonlyMap<string, Step>;
}

const preprocessing: StepName = {
  name: 'Preprocessing of reserved attributes',
  type: 'preprocessing',
  path: 'preprocessing',
};

/** Puts the parts together. */
export function createLogProgram({ preprocess, run, steps }: ProgramParts): LogProgram {
  const reasons = new Map<string, string>();
  return {
    process: (log) => {
      preprocess(log);
      run(log);
    },
    explain: (log) => {
      const { notes, trace } = recordTrace();
      notes.enter(preprocessing, log);
      preprocess(log, notes);
      notes.leave('Applied', log);
      run(log, notes);
      return trace;
    },
    disable: (at, reason) => {
      const [place = ''] = at.split(' ', 1);
      const step = steps.get(place);
      if (!step || reasons.has(place)) return false;
      disableStep(step, reason);
      reasons.set(place, reason);
      return true;
    },
    disabled: () => reasons,
  };
}

import type { Log } from '../log.js';
import type { RunProcessor, StepName, StepNotes } from '../processor.js';
import type { LogOutcome } from '../reasons.js';

/** A compiled processor in its place. */
export interface Step extends StepName {
  /** Whether `is_enabled` is set. */
  readonly isEnabled: boolean;
  /** Replaced when the step is switched off, so that a step that is on costs nothing for it. */
  run: RunProcessor;
}

/** One function that runs the enabled steps in order; a log that is explained also visits the others, to tell of them. */
export function runSteps(steps: readonly Step[]): RunProcessor {
  const enabled = steps.filter(({ isEnabled }) => isEnabled);
  return (log, notes) => {
    if (notes) for (const step of steps) explainStep(step, log, notes);
    else for (let index = 0; index < enabled.length; index += 1) enabled[index]?.run(log);
    return 'Applied';
  };
}

function explainStep(step: Step, log: Log, notes: StepNotes): LogOutcome {
  notes.enter(step, log);
  const outcome = step.isEnabled ? step.run(log, notes) : 'Disabled';
  notes.leave(outcome, log);
  return outcome;
}

/** Switches a step off for good. */
export function disableStep(step: Step, reason: string): void {
  step.run = (_, notes) => {
    notes?.note(`switched off: ${reason}`);
    return 'Disabled';
  };
}

import type { ExecutionCursor, LogProgram, LogsEnvironment } from '@dogwatch/logs';
import type { FollowedPipelines } from './pipelines/follow-pipelines.js';
import { createBatchProcessor, type ProcessBatch } from './process/process-batch.js';
import { createStrikes } from './process/strikes.js';
import { runBounded } from './process/watchdog.js';
import type { RuntimeParts } from './runtime-parts.js';

const strikeWindowMillis = 600_000;

/** What batches are processed with. */
export interface ProcessorParts {
  readonly pipelines: FollowedPipelines;
  readonly environment: LogsEnvironment;
  readonly cursor: ExecutionCursor;
}

/** Makes the processor of batches: watched, with rules switched off that take too long again and again. */
export function openProcessor(parts: RuntimeParts, { pipelines, environment, cursor }: ProcessorParts): ProcessBatch {
  const { context, metrics, rareLog } = parts;
  const { config } = context;
  const strikes = createStrikes(config.maxStrikes, strikeWindowMillis, () => performance.now());
  const strike = (program: LogProgram, place: string): void => {
    if (!strikes.note(program, place) || !program.disable(place, 'RuleTooSlow')) return;
    metrics.ruleDisabled();
    const text = `${place} held up ${config.maxStrikes} logs and is switched off until the pipelines change; make the rule simpler.`;
    context.logger.error({ reason: 'RuleTooSlow', place }, text);
  };
  return createBatchProcessor({
    program: () => pipelines.program(),
    environment,
    cursor,
    runBounded,
    eventTimePolicy: config.eventTime,
    maxLogMillis: config.maxLogMillis,
    onOutsideWindow: metrics.outsideWindow,
    onUnprocessed: ({ reason, program, place, error }) => {
      metrics.unprocessed(reason);
      const where = place === undefined ? 'somewhere' : `at ${place}`;
      const text =
        reason === 'RuleTooSlow'
          ? `A log took longer than ${config.maxLogMillis} ms ${where} and went on as it came.`
          : 'A log made the pipelines fail and went on as it came; this is a defect, please report it.';
      rareLog[reason === 'RuleTooSlow' ? 'warn' : 'error']({ reason, place, error }, text);
      if (reason === 'RuleTooSlow' && place !== undefined) strike(program, place);
    },
  });
}

import type { Readiness } from '@dogwatch/service';
import type { LogReason } from './reasons.js';

/** What decides whether this replica can take logs. */
export interface ReadinessInput {
  readonly hasPipelines: boolean;
  /** Why the set that was read last is not in use. */
  readonly pipelinesProblem: string | undefined;
  /** Why the queue takes nothing now; undefined when it does, or when there is none. */
  readonly queueProblem: string | undefined;
}

/**
 * Ready means: there are pipelines to run, and logs can be made safe. A broken change of pipelines does not make a replica
 * unready, as it goes on with the last good ones; a sink that is away does not either, as the queue is there for that.
 */
export function decideReadiness({ hasPipelines, pipelinesProblem, queueProblem }: ReadinessInput): Readiness {
  if (!hasPipelines) return notReady('NoPipelines', pipelinesProblem ?? 'they have not been read yet');
  if (queueProblem !== undefined) return notReady('QueueAway', queueProblem);
  return { ok: true };
}

function notReady(reason: LogReason, message: string): Readiness {
  return { ok: false, reason, message };
}

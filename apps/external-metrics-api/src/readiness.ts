import type { ListWatchState } from '@dogwatch/kube';
import type { LeaderState } from '@dogwatch/scaling';
import type { Readiness } from '@dogwatch/service';
import type { ApiReason } from './reasons.js';

/** What decides whether reads can be answered truthfully. */
export interface ReadinessInput {
  /** Why it is not known whom to trust; undefined when it is. */
  readonly missingTrust: string | undefined;
  readonly leader: LeaderState;
  readonly resources: ListWatchState;
  readonly nowMillis: number;
  /** After this time without any news every value is too old to be served. */
  readonly patienceMillis: number;
}

/**
 * Ready means: callers can be authenticated, and values come from the leader or from the resources. One of both is enough,
 * and a silence counts only when it has outlived every value.
 */
export function decideReadiness(input: ReadinessInput): Readiness {
  const { missingTrust, leader, resources } = input;
  if (missingTrust !== undefined) return notReady('NoAuthenticationConfig', missingTrust);
  const sources = [leader, resources].filter(({ synced }) => synced);
  if (sources.length === 0) {
    const aboutLeader = leader.problem ?? 'not asked yet';
    const aboutResources = resources.lastError?.message ?? 'not listed yet';
    const message = `neither metrics-poller (${aboutLeader}) nor the DatadogMetrics (${aboutResources}) could be read`;
    return notReady('NoValues', message);
  }
  const newestMillis = Math.max(...sources.map(({ lastContactMillis }) => lastContactMillis));
  if (input.nowMillis - newestMillis <= input.patienceMillis) return { ok: true };
  const since = new Date(newestMillis).toISOString();
  return notReady('ValuesOutdated', `nothing was heard of values since ${since}, all are too old`);
}

function notReady(reason: ApiReason, message: string): Readiness {
  return { ok: false, reason, message };
}

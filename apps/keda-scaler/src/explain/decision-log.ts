import { createRecentDecisions, type Repeated } from '@dogwatch/scaling';
import type { Answered } from '../triggers/answer-call.js';

/** How a call about a trigger was answered. */
export interface CallDecision {
  readonly atMillis: number;
  readonly method: string;
  /** The value as Datadog gave it, and whether the trigger was active by it. */
  readonly value?: number;
  readonly active?: boolean;
  /** The failure that the value was kept through. */
  readonly keptThrough?: string;
  /** Why the call was refused. */
  readonly reason?: string;
  readonly message?: string;
}

/** The last answers about each trigger. */
export interface DecisionLog {
  recordAnswer(
    triggerKey: string,
    call: { readonly method: string; readonly atMillis: number; readonly answered: Answered<unknown> },
  ): void;
  /** Newest first. */
  of(triggerKey: string): readonly Repeated<CallDecision>[];
}

/** Remembers `perTrigger` different answers about each of at most `maxTriggers` triggers. */
export function createDecisionLog(perTrigger: number, maxTriggers: number): DecisionLog {
  const recent = createRecentDecisions<CallDecision>({ perKey: perTrigger, maxKeys: maxTriggers, isSame });
  return {
    recordAnswer: (key, { answered, atMillis, method }) => {
      const { reading, reply } = answered;
      // the metric and its target never change, so giving them decides nothing
      if (reply.ok && reading === undefined) return;
      recent.record(key, { atMillis, method, ...(reply.ok ? toValue(reading) : toFailure(reply)) });
    },
    of: (key) => recent.of(key),
  };
}

function toValue(reading: Answered<unknown>['reading']): Pick<CallDecision, 'active' | 'keptThrough' | 'value'> {
  if (reading?.ok !== true) return {};
  const { active, keptThrough, value } = reading;
  return { value, active, ...(keptThrough !== undefined && { keptThrough }) };
}

function toFailure({ message, reason }: { readonly reason: string; readonly message: string }): {
  readonly reason: string;
  readonly message: string;
} {
  return { reason, message };
}

/** KEDA asks for value and activity one after the other: both are one decision. */
function isSame(one: CallDecision, other: CallDecision): boolean {
  return one.value === other.value && one.reason === other.reason && one.keptThrough === other.keptThrough;
}

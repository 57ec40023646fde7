import type { AdmissionReason, Failure } from './reasons.js';
import type { Pod } from './pod.js';

/** The webhooks, as registration and metrics name them. */
export type WebhookName = 'agent_config' | 'lib_injection' | 'standard_tags';

/** What one rule did with a pod, and why. */
export interface Decision {
  readonly webhook: WebhookName;
  /** Name of the rule, such as `agent-address`. */
  readonly rule: string;
  readonly outcome: 'applied' | 'failed' | 'skipped';
  readonly reason: AdmissionReason;
  /** One sentence for this very pod. */
  readonly message: string;
  /** Whoever creates the pod should be told: it is part of the response's warnings. */
  readonly warns?: true;
}

/** What a rule made of a pod. With a `failure` the whole webhook changes nothing. */
export interface RuleResult {
  readonly pod: Pod;
  readonly decisions: readonly Decision[];
  readonly failure?: Failure;
}

/** Makes the decisions of one rule. */
export interface Decider {
  readonly applied: (reason: AdmissionReason, message: string) => Decision;
  readonly skipped: (reason: AdmissionReason, message: string) => Decision;
  /** Left out something that was asked for: told as a warning. */
  readonly warned: (reason: AdmissionReason, message: string) => Decision;
  readonly failed: (reason: AdmissionReason, message: string) => Decision;
}

/** The decisions of a rule of a webhook. */
export function decide(webhook: WebhookName, rule: string): Decider {
  const make = (outcome: Decision['outcome'], warns: boolean) => (reason: AdmissionReason, message: string) => ({
    webhook,
    rule,
    outcome,
    reason,
    message,
    ...(warns && { warns: true as const }),
  });
  return {
    applied: make('applied', false),
    skipped: make('skipped', false),
    warned: make('skipped', true),
    failed: make('failed', true),
  };
}

import type { ExplainAnswer, ExplainStep, MetricValue } from '@dogwatch/messages';
import type { LeaderState, StoredValue } from '@dogwatch/scaling';
import type { ApiReason } from '../reasons.js';
import type { RepeatedDecision } from './decision-log.js';

/** What this replica knows of one metric. */
export interface ExplainInput {
  readonly app: string;
  readonly instance: string;
  readonly stored: StoredValue<unknown> | undefined;
  /** Newest first. */
  readonly decisions: readonly RepeatedDecision[];
  readonly leader: LeaderState;
  readonly queryValidityPeriodSeconds: number;
  readonly nowMillis: number;
}

/** Tells in plain words what this replica would serve of a metric, and what it has served lately. */
export function explainMetric(input: ExplainInput): ExplainAnswer {
  const { app, instance, stored, decisions } = input;
  return {
    app,
    instance,
    known: stored !== undefined || decisions.length > 0,
    steps: [leaderStep(input), valueStep(input), ...decisions.map((decision) => servedStep(decision))],
  };
}

function leaderStep({ leader, nowMillis }: ExplainInput): ExplainStep {
  if (leader.synced && leader.problem === undefined) {
    const seconds = Math.round((nowMillis - leader.lastContactMillis) / 1000);
    return { subject: 'leader', state: 'ok', text: `metrics-poller was last heard of ${seconds} s ago.` };
  }
  return {
    subject: 'leader',
    state: 'warning',
    text: `metrics-poller does not answer (${leader.problem ?? 'not asked yet'}); values come from the status of the DatadogMetrics.`,
    reason: 'LeaderAway' satisfies ApiReason,
    advice: 'Check that metrics-poller runs, has a leader, and reaches the same NATS.',
  };
}

function valueStep({ stored, nowMillis, queryValidityPeriodSeconds }: ExplainInput): ExplainStep {
  if (stored === undefined) {
    return {
      subject: 'value',
      state: 'failed',
      text: 'This replica knows no such DatadogMetric.',
      reason: 'NotFound',
      advice: 'Check the namespace and the name, and that the DatadogMetric exists.',
    };
  }
  const { value, source } = stored;
  const from = source === 'leader' ? 'from metrics-poller' : 'from the status of the DatadogMetric';
  if (!value.valid) return invalidStep(value, from);
  const ageSeconds = Math.trunc(nowMillis / 1000) - (value.dataTimeSeconds ?? 0);
  const limitSeconds = value.maxAgeSeconds + queryValidityPeriodSeconds;
  const text = `The value is ${value.value}, ${from}; its data point is ${ageSeconds} s old, ${limitSeconds} s are allowed.`;
  if (ageSeconds <= limitSeconds) return { subject: 'value', state: 'ok', text };
  const advice = 'If Datadog gets this metric late, raise spec.maxAge; else check that metrics-poller reaches Datadog.';
  return { subject: 'value', state: 'failed', text, reason: 'Stale', advice };
}

function invalidStep({ reason, message }: MetricValue, from: string): ExplainStep {
  const text = `There is no valid value (${from}): ${message === '' ? 'no details' : message}`;
  return { subject: 'value', state: 'failed', text, ...(reason !== '' && { reason }) };
}

function servedStep(decision: RepeatedDecision): ExplainStep {
  const { atMillis, namespace, metric, code, value, reason, message, times } = decision;
  const often = times === 1 ? '' : ` (${times} times in a row)`;
  const who = `${new Date(atMillis).toISOString()}: ${metric} for the namespace ${namespace}`;
  if (value !== undefined)
    return { subject: 'served', state: 'info', text: `${who} was answered with ${value}${often}.` };
  const text = `${who} was answered with ${code}${often}: ${message ?? 'no details'}`;
  return { subject: 'served', state: 'warning', text, ...(reason !== undefined && { reason }) };
}

import type { ExplainAnswer, ExplainStep } from '@dogwatch/messages';
import { type Repeated, type ScalerSpec } from '@dogwatch/scaling';
import { adviceOn } from '../grpc/refusal.js';
import { isLed, type LeaderContact } from '../series/leader-contact.js';
import { type Reading, toMetricKey } from '../triggers/read-trigger.js';
import type { Trigger } from '../triggers/trigger-table.js';
import type { CallDecision } from './decision-log.js';

/** What this replica knows of one trigger. */
export interface KnownTrigger {
  readonly trigger: Trigger;
  /** What it is worth now; undefined when its metadata is wrong. */
  readonly reading: Reading | undefined;
  /** Newest first. */
  readonly decisions: readonly Repeated<CallDecision>[];
}

/** What this replica knows of the triggers of one ScaledObject. */
export interface ExplainInput {
  readonly app: string;
  readonly instance: string;
  readonly triggers: readonly KnownTrigger[];
  readonly contact: LeaderContact;
  readonly nowMillis: number;
}

/** Tells in plain words what KEDA asks of a ScaledObject, what it would be told now, and what it has been told lately. */
export function explainTrigger(input: ExplainInput): ExplainAnswer {
  const { app, instance, triggers } = input;
  if (triggers.length === 0) return { app, instance, known: false, steps: [] };
  return {
    app,
    instance,
    known: true,
    steps: [leaderStep(input), ...triggers.flatMap((known) => stepsOf(known, input.nowMillis))],
  };
}

function leaderStep({ contact, nowMillis }: ExplainInput): ExplainStep {
  const seconds = Math.round((nowMillis - contact.heardAtMillis) / 1000);
  if (isLed(contact, nowMillis))
    return { subject: 'leader', state: 'ok', text: `metrics-poller was last heard of ${seconds} s ago.` };
  const text =
    contact.heardAtMillis === 0 ? 'metrics-poller was never heard.' : `metrics-poller is silent for ${seconds} s.`;
  const advice = adviceOn('NoLeader');
  return { subject: 'leader', state: 'warning', text, reason: 'NoLeader', ...(advice !== undefined && { advice }) };
}

function stepsOf({ decisions, reading, trigger }: KnownTrigger, nowMillis: number): ExplainStep[] {
  const told = decisions.map(toldStep);
  // tells a trigger that was changed since from the one that took its place
  const seconds = Math.round(Math.max(0, nowMillis - trigger.seenAtMillis) / 1000);
  const seen = `KEDA last asked about it ${seconds} s ago.`;
  if (!trigger.parsed.ok || reading === undefined) {
    const problem = trigger.parsed.ok
      ? 'The trigger cannot be read.'
      : `The metadata is wrong: ${trigger.parsed.message}.`;
    return [{ subject: 'trigger', state: 'failed', text: `${problem} ${seen}`, reason: 'InvalidMetadata' }, ...told];
  }
  const { spec } = trigger.parsed;
  const step = triggerStep(spec);
  return [{ ...step, text: `${step.text} ${seen}` }, valueStep(spec, reading), ...told];
}

function triggerStep(spec: ScalerSpec): ExplainStep {
  const scale = `scales for ${spec.target} each and is active above ${spec.activation}`;
  if (spec.mode === 'datadogmetric') {
    const metric = toMetricKey(spec);
    return { subject: 'trigger', state: 'info', text: `It ${scale}, by the DatadogMetric ${metric}.`, metric };
  }
  const offset = spec.offsetSeconds === 0 ? '' : `, up to ${spec.offsetSeconds} s ago`;
  const text = `It ${scale}, by the query ${spec.query} of the org ${spec.org} over ${spec.ageSeconds} s${offset}.`;
  return { subject: 'trigger', state: 'info', text, wanted: { org: spec.org, query: spec.query } };
}

function valueStep({ maxStalenessSeconds }: ScalerSpec, reading: Reading): ExplainStep {
  if (!reading.ok) {
    const { message, reason } = reading;
    const advice = adviceOn(reason);
    return {
      subject: 'value',
      state: 'failed',
      text: `There is no value: ${message}.`,
      reason,
      ...(advice !== undefined && { advice }),
    };
  }
  const { active, ageSeconds, keptThrough, value } = reading;
  const age = ageSeconds === undefined ? '' : `, ${Math.round(Math.max(0, ageSeconds))} s old`;
  const text = `The value is ${value}${age}; the trigger is ${active ? 'active' : 'not active'}.`;
  if (keptThrough === undefined) return { subject: 'value', state: 'ok', text };
  const advice = `It is kept until it is ${maxStalenessSeconds} s old (maxStaleness).`;
  return { subject: 'value', state: 'warning', text, reason: keptThrough, advice };
}

function toldStep(decision: Repeated<CallDecision>): ExplainStep {
  const { active, atMillis, keptThrough, message, method, reason, times, value } = decision;
  const often = times === 1 ? '' : ` (${times} times in a row)`;
  const who = `${new Date(atMillis).toISOString()}: ${method}`;
  if (value !== undefined) {
    const kept = keptThrough === undefined ? '' : `, kept through ${keptThrough}`;
    const text = `${who} was told ${value}, ${active === true ? 'active' : 'not active'}${kept}${often}.`;
    return { subject: 'told', state: 'info', text };
  }
  const text = `${who} was refused${often}: ${message ?? 'no details'}.`;
  return { subject: 'told', state: 'warning', text, ...(reason !== undefined && { reason }) };
}

import type { DatadogMetricCondition, DatadogMetricStatus } from '@dogwatch/crds';
import { fromStatus, needsStatusWrite, printTime, type StatusContent, toStatus } from '@dogwatch/scaling';
import { allOk, compareJson } from '../../compare.ts';
import type { CaseResult } from '../../suite.ts';
import { defaultNowSeconds, expectation, type GroupRunner, type Json, text } from './vector.ts';

interface Internal {
  readonly active: boolean;
  readonly valid: boolean;
  readonly value: number;
  readonly updateTime: string;
  readonly dataTime: string | null;
  readonly error: string | null;
  readonly references?: string;
}

interface Input {
  readonly internal?: Internal;
  readonly previous?: readonly DatadogMetricCondition[] | null;
  readonly activeLastUpdate?: string;
  readonly updateTime?: string;
  readonly status?: DatadogMetricStatus;
}

export const run: GroupRunner = (vector) => {
  const { activeLastUpdate, internal, previous, status, updateTime } = vector.input as Input;
  const expected = expectation(vector);
  if (internal !== undefined) return runWrite(expected, internal, previous ?? []);
  if (status !== undefined) {
    const { valid, value } = fromStatus(status, defaultNowSeconds * 1000);
    return compareJson(expected, { valid, value }, { subset: true });
  }
  const active: DatadogMetricCondition = { type: 'Active', status: 'True', lastUpdateTime: activeLastUpdate };
  const state = { updatedAtMillis: Date.parse(updateTime ?? '') };
  return compareJson(expected, { write: needsStatusWrite(state, { currentValue: '0', conditions: [active] }) });
};

/** Stands for the opaque times of the data: each token gets a time, and is found again by it. */
class Clock {
  private readonly tokens: string[] = [];

  seconds(token: string): number {
    if (!this.tokens.includes(token)) this.tokens.push(token);
    return defaultNowSeconds + this.tokens.indexOf(token);
  }

  text(token: string | null | undefined): string | null {
    return token === null || token === undefined ? null : printTime(this.seconds(token));
  }

  token(text: string | null | undefined): string | null {
    if (text === null || text === undefined) return null;
    return this.tokens[Date.parse(text) / 1000 - defaultNowSeconds] ?? text;
  }
}

function runWrite(expected: Json, internal: Internal, previous: readonly DatadogMetricCondition[]): CaseResult {
  const clock = new Clock();
  const before = previous.map((condition) => ({
    ...condition,
    lastTransitionTime: clock.text(condition.lastTransitionTime),
    lastUpdateTime: clock.text(condition.lastUpdateTime),
  }));
  const status = toStatus(toContent(internal, clock), { currentValue: '0', conditions: before });
  const conditions = (status.conditions ?? []).map(
    ({ lastTransitionTime, lastUpdateTime, message, status, type }): Json => ({
      type,
      status,
      lastTransitionTime: clock.token(lastTransitionTime),
      lastUpdateTime: clock.token(lastUpdateTime),
      message,
    }),
  );
  return compareStatus(expected, status, conditions);
}

function compareStatus(expected: Json, status: DatadogMetricStatus, conditions: readonly Json[]): CaseResult {
  const { conditions: wanted, updated, types, activeTransition, ...rest } = expected;
  const list = Array.isArray(wanted) ? (wanted as readonly Json[]) : [];
  return allOk([
    compareJson(rest, status, { subset: true }),
    compareJson(list.length === 0 || list.length === conditions.length, true),
    ...list.map((condition, index) => compareCondition(condition, conditions[index] ?? {})),
    updated === undefined ? { ok: true } : compareCondition(updated as Json, conditions[2] ?? {}),
    types === undefined
      ? { ok: true }
      : compareJson(
          types,
          conditions.map(({ type }) => type),
        ),
    activeTransition === undefined
      ? { ok: true }
      : compareJson(activeTransition, conditions[0]?.['lastTransitionTime']),
  ]);
}

/** Reasons are ours; the message of an error contains the given one. */
function compareCondition(condition: Json, actual: Json): CaseResult {
  const { message, ...expected }: Json = { ...condition, reason: undefined };
  const { message: written, ...rest } = actual;
  const hasMessage = message === undefined || text(written).includes(text(message));
  return allOk([compareJson(expected, rest), compareJson({ message: true }, { message: hasMessage })]);
}

function toContent(internal: Internal, clock: Clock): StatusContent {
  const { active, dataTime, error, references = '', updateTime, valid, value } = internal;
  return {
    active,
    valid,
    value,
    dataTimeSeconds: dataTime === null ? undefined : clock.seconds(dataTime),
    updatedAtMillis: clock.seconds(updateTime) * 1000,
    error: error === null ? undefined : { reason: 'ServerError', message: error },
    references: references === '' ? [] : references.split(', '),
  };
}

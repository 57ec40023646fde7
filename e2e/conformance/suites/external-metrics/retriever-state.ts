import {
  applyDefinition,
  applyOutcome,
  defaultScalingOptions,
  failure,
  isRefusal,
  type MetricDefinition,
  type MetricState,
  newMetricState,
  planRequests,
  planWants,
  type PollOutcome,
  type ScalingReason,
} from '@dogwatch/scaling';
import { allOk, compareJson } from '../../compare.ts';
import type { CaseResult } from '../../suite.ts';
import { codeOfReason, reasonOfCode } from './codes.ts';
import { defaultNowSeconds, expectation, type GroupRunner, type Json, text, type Vector } from './vector.ts';

interface Before {
  readonly active?: boolean;
  readonly valid?: boolean;
  readonly value?: number;
  readonly error?: string | null;
  readonly retries?: number;
  readonly retryAfterSeconds?: number;
}

const quiet = { active: true, retries: 0, retryAfterSeconds: 0, valid: false, value: 0 } as const;

interface Point {
  readonly valid?: boolean;
  readonly value?: number;
  readonly ageSeconds?: number;
  readonly error?: string;
  readonly batchError?: string;
}

interface Input {
  readonly split?: boolean;
  readonly maxAge?: number;
  readonly before?: Before | null;
  readonly point?: Point | null;
  readonly change?: {
    readonly query?: string;
    readonly alwaysActive?: boolean;
    readonly maxAge?: number;
    readonly timeWindow?: number;
  };
  readonly metrics?: readonly { readonly q: string; readonly error: string | null; readonly retryIn?: number }[];
}

const nowMillis = defaultNowSeconds * 1000;
const justBelowOne = 1 - Number.EPSILON;
const reasonOfClass: Readonly<Record<string, ScalingReason>> = {
  other_http_error: 'RequestRefused',
  rate_limit_error: 'RateLimited',
  response_error: 'QueryRejected',
  unprocessable_entity_error: 'UnprocessableQuery',
};

export const run: GroupRunner = (vector) => {
  const input = vector.input as Input;
  if (input.metrics !== undefined) return runPlan(vector, input.metrics, input.split ?? false);
  if (input.before === null) return compareJson(expectation(vector), { discarded: true });
  const before = toState(input.before ?? {}, input.maxAge ?? 0);
  if (input.change !== undefined) return runChange(vector, before, input.change);
  if (!before.active) return runInactive(vector, before);
  const { point = null } = input;
  return allOk(
    [0, 0.5, justBelowOne].map((random) => {
      const context = { nowMillis, random, options: optionsOf(input) };
      return check(expectation(vector), applyOutcome(before, toOutcome(point), context), point);
    }),
  );
};

function optionsOf({ split = false }: Input): typeof defaultScalingOptions {
  return { ...defaultScalingOptions, splitBatchesWithBackoff: split };
}

function toDefinition(name: string, maxAgeSeconds = 0): MetricDefinition {
  return {
    namespace: 'ns',
    name,
    query: name,
    resolvedQuery: name,
    problem: undefined,
    externalMetricName: '',
    alwaysActive: false,
    maxAgeSeconds,
    timeWindowSeconds: 0,
  };
}

function toState(before: Before, maxAgeSeconds: number): MetricState {
  const { active, error = null, retries, retryAfterSeconds, valid, value } = { ...quiet, ...before };
  return {
    ...newMetricState(toDefinition('q', maxAgeSeconds), nowMillis - 30_000),
    active,
    references: active ? ['hpa:ns/hpa'] : [],
    valid,
    value,
    dataTimeSeconds: defaultNowSeconds,
    error: error === null ? undefined : { reason: reasonOfCode(error) ?? 'NoSeries', message: error },
    retries,
    retryAtMillis: retryAfterSeconds > 0 ? nowMillis + retryAfterSeconds * 1000 : 0,
  };
}

function toOutcome(point: Point | null): PollOutcome {
  if (point === null) return failure('MissingResult', 'no result');
  if (point.batchError !== undefined)
    return failure(reasonOfClass[point.batchError] ?? 'ServerError', point.batchError);
  if (point.valid !== true) return failure(reasonOfCode(point.error ?? '') ?? 'NoSeries', point.error ?? '');
  const dataTimeSeconds = defaultNowSeconds - (point.ageSeconds ?? 0);
  return { ok: true, value: point.value ?? 0, dataTimeSeconds, points: [], pointCount: 2 };
}

function check(expected: Json, state: MetricState, point: Point | null): CaseResult {
  const { dataTime, error, nextCycle, retryAfterSeconds, ...rest } = expected;
  return allOk([
    compareJson(rest, { valid: state.valid, value: state.value, retries: state.retries }, { subset: true }),
    checkError(error, state),
    checkRange(retryAfterSeconds, (state.retryAtMillis - nowMillis) / 1000),
    dataTime === 'point'
      ? compareJson(defaultNowSeconds - (point?.ageSeconds ?? 0), state.dataTimeSeconds)
      : { ok: true },
    nextCycle === 'batched' ? compareJson(false, isAskedAlone(state)) : { ok: true },
  ]);
}

/** A failure has its own code, and the one of its kind: `batch` for a whole request, `query` for one query of it. */
function checkError(expected: unknown, { error }: MetricState): CaseResult {
  if (expected === undefined || expected === null || error === undefined) return compareJson(expected, error?.reason);
  const kind = isRefusal(error.reason) || error.reason === 'ServerError' ? 'batch' : 'query';
  const codes = [codeOfReason[error.reason], kind];
  return codes.includes(text(expected))
    ? { ok: true }
    : { ok: false, diff: `error: expected ${text(expected)}, got ${codes.join(' or ')}` };
}

function checkRange(expected: unknown, actual: number): CaseResult {
  if (!Array.isArray(expected)) return { ok: true };
  const [min, max]: readonly unknown[] = expected;
  const isWithin = actual >= Number(min) && actual <= Number(max);
  return isWithin
    ? { ok: true }
    : { ok: false, diff: `retryAfterSeconds: ${actual} is not in ${text(min)}..${text(max)}` };
}

function isAskedAlone(state: MetricState): boolean | undefined {
  return planWants([state], optionsOf({ split: true }), nowMillis).wants[0]?.alone;
}

function runInactive(vector: Vector, state: MetricState): CaseResult {
  const { wants } = planWants([state], optionsOf({}), nowMillis);
  return compareJson(expectation(vector), { queried: wants.length > 0, unchanged: wants.length === 0 });
}

function runChange(vector: Vector, before: MetricState, change: NonNullable<Input['change']>): CaseResult {
  const { definition: old } = before;
  const { alwaysActive = old.alwaysActive, maxAge, query = old.query, timeWindow } = change;
  const times = {
    maxAgeSeconds: maxAge ?? old.maxAgeSeconds,
    timeWindowSeconds: timeWindow ?? old.timeWindowSeconds,
  };
  const definition = { ...old, ...times, query, resolvedQuery: query, alwaysActive };
  const { retries, retryAtMillis } = applyDefinition(before, definition, nowMillis);
  const retryAfterSeconds = Math.max(0, (retryAtMillis - nowMillis) / 1000);
  return compareJson(expectation(vector), { retries, retryAfterSeconds }, { subset: true });
}

function runPlan(vector: Vector, metrics: NonNullable<Input['metrics']>, split: boolean): CaseResult {
  const states = metrics.map(({ error, q, retryIn = 0 }): MetricState => {
    const isCounted = error !== null && error !== 'rate_limit';
    const state = toState({ error, retries: isCounted ? 1 : 0 }, 0);
    return { ...state, definition: toDefinition(q), retryAtMillis: isCounted ? nowMillis + retryIn * 1000 : 0 };
  });
  const { wants, skipped } = planWants(states, optionsOf({ split }), nowMillis);
  const { requests } = planRequests(wants, defaultScalingOptions);
  const expected = expectation(vector);
  return compareJson(
    { ...expected, requests: sorted(expected['requests']), skipped: sorted(expected['skipped']) },
    {
      requests: sorted(requests.map(({ queries }) => queries)),
      skipped: sorted([...skipped.keys()].map((key) => key.slice('ns/'.length))),
    },
  );
}

function sorted(list: unknown): unknown[] {
  return Array.isArray(list) ? [...list].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : [];
}

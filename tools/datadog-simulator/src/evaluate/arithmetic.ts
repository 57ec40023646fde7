import type { Binary } from '@dogwatch/query';
import { refuse, succeed, type Outcome } from '../outcome.js';
import { mapPoints, mapSeries, type Frame, type ResultSeries, type Value } from './frame.js';

type Operator = Binary['operator'];

const operations: Readonly<Record<Operator, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
};

/** How two values become one, and how the result is written. */
export interface Combination {
  readonly compute: (left: number, right: number) => number;
  readonly print: (left: string, right: string) => string;
}

/** `left operator right`: between two frames by group and time, with a number at every point. Division by zero gives no number. */
export function calculate(operator: Operator, left: Value, right: Value): Outcome<Value> {
  return combineValues(left, right, {
    compute: operations[operator],
    print: (before, after) => `(${before} ${operator} ${after})`,
  });
}

/** `-x`. */
export function negate(operand: Value): Value {
  if (operand.kind === 'number') {
    return { kind: 'number', value: -operand.value };
  }
  return combineWithNumber(
    operand,
    (value) => -value,
    (text) => `-${text}`,
  );
}

/** The general form of {@link calculate}; a side without groups goes with every group of the other. */
export function combineValues(left: Value, right: Value, { compute, print }: Combination): Outcome<Value> {
  if (left.kind === 'number') {
    if (right.kind === 'number') {
      return succeed({ kind: 'number', value: compute(left.value, right.value) });
    }
    const text = String(left.value);
    return succeed(
      combineWithNumber(
        right,
        (value) => compute(left.value, value),
        (operand) => print(text, operand),
      ),
    );
  }
  if (right.kind === 'number') {
    const text = String(right.value);
    return succeed(
      combineWithNumber(
        left,
        (value) => compute(value, right.value),
        (operand) => print(operand, text),
      ),
    );
  }
  return combineFrames(left, right, { compute, print });
}

function combineWithNumber(frame: Frame, compute: (value: number) => number, print: (text: string) => string): Frame {
  const computed = mapPoints(frame, (points) =>
    points.map(({ seconds, value }) => ({ seconds, value: value === null ? null : compute(value) })),
  );
  return mapSeries(computed, (series) => ({
    ...series,
    metric: print(series.metric),
    expression: print(series.expression),
    aggregator: undefined,
  }));
}

function combineFrames(left: Frame, right: Frame, combination: Combination): Outcome<Frame> {
  const shared = left.groupBy.filter((key) => right.groupBy.includes(key));
  const isLeftWider = shared.length === right.groupBy.length;
  if (!isLeftWider && shared.length !== left.groupBy.length) {
    const [first, second] = [left, right].map(({ groupBy }) => groupBy.join(', '));
    return refuse(
      'GroupMismatch',
      `Arithmetic between series grouped by {${first}} and by {${second}} is not possible`,
    );
  }
  const keyOf = (series: ResultSeries): string =>
    series.groups.filter((group) => shared.some((key) => group.startsWith(`${key}:`))).join(',');
  const [wide, narrow] = isLeftWider ? [left, right] : [right, left];
  const partners = new Map(narrow.series.map((series) => [keyOf(series), series]));
  const series = wide.series.flatMap((one) => {
    const partner = partners.get(keyOf(one));
    if (partner === undefined) {
      return [];
    }
    return [isLeftWider ? combineSeries(one, partner, combination) : combineSeries(partner, one, combination)];
  });
  return succeed({ kind: 'frame', groupBy: wide.groupBy, series });
}

function combineSeries(left: ResultSeries, right: ResultSeries, { compute, print }: Combination): ResultSeries {
  const before = new Map(left.points.map(({ seconds, value }) => [seconds, value]));
  const after = new Map(right.points.map(({ seconds, value }) => [seconds, value]));
  const times = [...new Set([...before.keys(), ...after.keys()])].sort((one, other) => one - other);
  return {
    metric: print(left.metric, right.metric),
    expression: print(left.expression, right.expression),
    aggregator: undefined,
    groups: left.groups.length >= right.groups.length ? left.groups : right.groups,
    scope: [...new Set([...left.scope, ...right.scope])].sort(),
    intervalSeconds: Math.max(left.intervalSeconds, right.intervalSeconds),
    points: times.map((seconds) => {
      const [one, other] = [before.get(seconds) ?? null, after.get(seconds) ?? null];
      return { seconds, value: one === null || other === null ? null : compute(one, other) };
    }),
    unit: left.unit === right.unit ? left.unit : undefined,
  };
}

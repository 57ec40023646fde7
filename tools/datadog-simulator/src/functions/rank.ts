import { valuesOf, type Frame, type Point } from '../evaluate/frame.js';
import { refuse, type Outcome } from '../outcome.js';
import { frameFunction, numberOf, stringParameter, textOf, type SimulatedFunction } from './simulated-function.js';

type Ranking = (points: readonly Point[]) => number;

const rankings: Readonly<Record<string, Ranking>> = {
  mean: (points) => total(valuesOf(points)) / valuesOf(points).length,
  min: (points) => valuesOf(points).reduce((least, value) => Math.min(least, value), Infinity),
  max: (points) => valuesOf(points).reduce((most, value) => Math.max(most, value), -Infinity),
  sum: (points) => total(valuesOf(points)),
  last: (points) => valuesOf(points).at(-1) ?? Number.NaN,
  area: (points) =>
    points.reduce(
      (area, { seconds, value }, index) => area + (value ?? 0) * (seconds - (points[index - 1]?.seconds ?? seconds)),
      0,
    ),
  l2norm: (points) => Math.hypot(...valuesOf(points)),
};

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** The first `limit` series after sorting; series without any value come last. */
function rank(frame: Frame, limit: number, method: string, order: string): Frame | Outcome<Frame> {
  const ranking = rankings[method];
  if (ranking === undefined || (order !== 'asc' && order !== 'desc')) {
    return refuse(
      'BadArguments',
      `Rankings are ${Object.keys(rankings).join(', ')}, asc or desc; got '${method}' '${order}'`,
    );
  }
  const direction = order === 'asc' ? 1 : -1;
  const ranked = frame.series.map((series) => ({ series, weight: ranking(series.points) }));
  ranked.sort(
    (left, right) =>
      Number(Number.isNaN(left.weight)) - Number(Number.isNaN(right.weight)) ||
      direction * (left.weight - right.weight),
  );
  return { ...frame, series: ranked.slice(0, limit).map(({ series }) => series) };
}

const limits = [5, 10, 15, 20] as const;
const methods = ['mean', 'min', 'max', 'last', 'area', 'l2norm'] as const;

function shorthand(direction: 'top' | 'bottom', limit: number): readonly SimulatedFunction[] {
  const order = direction === 'top' ? 'desc' : 'asc';
  return [
    frameFunction(`${direction}${limit}`, [], (frame) => rank(frame, limit, 'mean', order)),
    ...methods.map((method) =>
      frameFunction(`${direction}${limit}_${method}`, [], (frame) => rank(frame, limit, method, order)),
    ),
  ];
}

/** top(q, n, method, order), and (top|bottom)(5|10|15|20) with and without a method. */
export const rankFunctions: readonly SimulatedFunction[] = [
  frameFunction(
    'top',
    [{ name: 'limit', accepts: ['number'] }, stringParameter('method'), stringParameter('order')],
    (frame, args) => rank(frame, numberOf(args, 0), textOf(args, 1), textOf(args, 2)),
  ),
  ...limits.flatMap((limit) => [...shorthand('top', limit), ...shorthand('bottom', limit)]),
];

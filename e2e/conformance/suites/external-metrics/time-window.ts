import { type MetricTimes, queryRange, queryWindowSeconds } from '@dogwatch/scaling';
import { compareJson } from '../../compare.ts';
import { defaultNowSeconds, expectation, type GroupRunner } from './vector.ts';

interface Input {
  readonly spec: MetricTimes;
  readonly config: { readonly maxAge: number; readonly bucketSize: number; readonly maxTimeWindow: number };
  readonly now?: number;
}

export const run: GroupRunner = (vector) => {
  const { spec, config, now = defaultNowSeconds } = vector.input as unknown as Input;
  const windowSeconds = queryWindowSeconds(spec, {
    maxAgeSeconds: config.maxAge,
    bucketSizeSeconds: config.bucketSize,
    maxTimeWindowSeconds: config.maxTimeWindow,
  });
  const { fromSeconds, toSeconds } = queryRange(windowSeconds, now);
  return compareJson(expectation(vector), { windowSeconds, from: fromSeconds, to: toSeconds });
};

import { fromObjectSelector, type Aggregator, type ObjectSelector, toPlainMetric } from '@dogwatch/scaling';
import { compareJson } from '../../compare.ts';
import { sha256Hex } from './codes.ts';
import { expectation, type GroupRunner } from './vector.ts';

interface Input extends ObjectSelector {
  readonly metricName: string;
  readonly aggregator: Aggregator;
  readonly rollup: number;
}

export const run: GroupRunner = (vector) => {
  const { metricName, aggregator, rollup, ...selector } = vector.input as unknown as Input;
  const options = { aggregator, rollupSeconds: rollup };
  const plain = toPlainMetric(metricName, fromObjectSelector(selector), options, sha256Hex);
  if (!plain.ok) return { ok: false, diff: plain.message };
  return compareJson(expectation(vector), { query: plain.query, autogenName: plain.name });
};

import { parseMetricRef } from '@dogwatch/scaling';
import { compareJson } from '../../compare.ts';
import { codeOfReason } from './codes.ts';
import { expectation, type GroupRunner } from './vector.ts';

/** A plain name is asked for in lower case, and an autoscaler's is kept as written: both are right here. */
export const run: GroupRunner = (vector) => {
  const name = String(vector.input['metricName']);
  const expected = expectation(vector);
  const lowered = name.toLowerCase();
  const parsed = parseMetricRef(expected['metric'] === lowered ? lowered : name);
  return compareJson(expected, parsed.ok ? parsed.ref : { kind: 'error', code: codeOfReason[parsed.reason] });
};

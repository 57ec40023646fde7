import { parseMetricRef } from '@dogwatch/scaling';
import { compareJson } from '../../compare.ts';
import { codeOfReason } from './codes.ts';
import { expectation, type GroupRunner } from './vector.ts';

export const run: GroupRunner = (vector) => {
  const parsed = parseMetricRef(String(vector.input['metricName']));
  return compareJson(
    expectation(vector),
    parsed.ok ? parsed.ref : { kind: 'error', code: codeOfReason[parsed.reason] },
  );
};

import { defaultScalingOptions, toPlainMetric } from '@dogwatch/scaling';
import { compareJson } from '../../compare.ts';
import { sha256Hex } from './codes.ts';
import { expectation, type GroupRunner } from './vector.ts';

export const run: GroupRunner = (vector) => {
  const [written, requested] = ['hpaMetricName', 'requestPathName'].map((field) =>
    toPlainMetric(String(vector.input[field]), [], defaultScalingOptions, sha256Hex),
  );
  if (!written?.ok || !requested?.ok) return { ok: false, diff: 'refused' };
  return compareJson(expectation(vector), {
    sameDatadogMetric: written.name === requested.name,
    query: written.query,
  });
};

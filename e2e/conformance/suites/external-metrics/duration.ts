import { parseDuration, readDatadogMetric } from '@dogwatch/scaling';
import { compareJson } from '../../compare.ts';
import { codeOfReason } from './codes.ts';
import { expectation, type GroupRunner } from './vector.ts';

export const run: GroupRunner = (vector) => {
  const value = String(vector.input['value']);
  const parsed = parseDuration(value);
  const expected = expectation(vector);
  if (parsed.ok) {
    const seconds = Number(parsed.nanos) / 1e9;
    return compareJson(expected, { seconds, meaning: seconds === 0 ? 'unset' : 'set' }, { subset: true });
  }
  const object = { metadata: { namespace: 'ns', name: 'm' }, spec: { query: 'avg:m{*}', maxAge: value } };
  const { problem } = readDatadogMetric(object, { env: () => undefined, clusterName: () => undefined });
  if (problem?.reason !== parsed.reason)
    return { ok: false, diff: 'a bad duration must become an error of the metric' };
  return compareJson(expected, { error: codeOfReason[parsed.reason] });
};
